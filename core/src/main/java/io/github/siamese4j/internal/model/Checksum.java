package io.github.siamese4j.internal.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The checksum at the end of a model file: a {@code metadata_props} entry {@code siamese4j.sha256} over all bytes
 * before it. A field appended to a protobuf message extends the message, so the file stays plain ONNX.
 */
public final class Checksum {

    private static final byte[] KEY = "siamese4j.sha256".getBytes(US_ASCII);
    private static final int DIGITS = 64;
    private static final byte[] PREFIX = prefix();

    /** The length of the entry in bytes. */
    public static final int LENGTH = PREFIX.length + DIGITS;

    private Checksum() {}

    /** Returns the entry, of {@link #LENGTH} bytes, to append to a serialized model. */
    public static byte[] entryFor(ByteBuffer model) {
        byte[] entry = Arrays.copyOf(PREFIX, LENGTH);
        byte[] digits = sha256(model).getBytes(US_ASCII);
        System.arraycopy(digits, 0, entry, PREFIX.length, DIGITS);
        return entry;
    }

    /** Returns whether a model ends with a checksum, right or wrong, as all models that siamese4j writes do. */
    public static boolean isPresent(ByteBuffer model) {
        int end = model.limit() - LENGTH;
        return end >= 0 && model.slice(end, PREFIX.length).equals(ByteBuffer.wrap(PREFIX));
    }

    /** Compares a file with its checksum. Throws {@code MODEL_INVALID} if they differ or the file has none. */
    public static void verify(OnnxFile file) {
        ByteBuffer bytes = file.bytes();
        int end = bytes.limit() - LENGTH;
        if (!isPresent(bytes)) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    file.location()
                            + " does not end with its checksum: it is truncated or was not written by siamese4j;"
                            + " copy it again or export it with siamese4j");
        }
        byte[] found = new byte[LENGTH];
        bytes.get(end, found);
        if (!Arrays.equals(found, entryFor(bytes.slice(0, end)))) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, file.location() + " is damaged: its checksum differs; copy it again");
        }
    }

    /** Returns the SHA-256 (FIPS 180-4) of the remaining bytes, as 64 lower-case hexadecimal digits. */
    public static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] prefix() {
        int inner = 2 + KEY.length + 2 + DIGITS;
        return ByteBuffer.allocate(2 + inner - DIGITS)
                .put((byte) (14 << 3 | 2))
                .put((byte) inner)
                .put((byte) (1 << 3 | 2))
                .put((byte) KEY.length)
                .put(KEY)
                .put((byte) (2 << 3 | 2))
                .put((byte) DIGITS)
                .array();
    }
}
