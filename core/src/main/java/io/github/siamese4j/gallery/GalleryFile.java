package io.github.siamese4j.gallery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.internal.io.AtomicFiles;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/** Writes gallery files; {@link GalleryReader} reads them. {@code docs/gallery-format.md} describes the format. */
final class GalleryFile {

    /** The format version that this release reads and writes. */
    static final int VERSION = 1;

    static final byte[] MAGIC = {'S', '4', 'J', 'G', 'A', 'L', 'R', 'Y'};
    static final int PREAMBLE = MAGIC.length + 2 * Integer.BYTES;
    static final int DIGEST = 32;
    static final int FLOAT32 = 0;
    static final int INT8 = 1;
    private static final int BUFFER = 1 << 20;

    private GalleryFile() {}

    /** The model and storage of the rows. The model id is {@code encoder.id}, empty if the encoder has none. */
    record Header(String modelId, int dimension, Storage storage) {}

    /**
     * Replaces a file as a whole, or creates it and the directories above it.
     *
     * @throws GalleryException {@code GALLERY_IO}; an existing file is unchanged then
     */
    static void write(Path file, Header header, Snapshot snapshot) {
        try {
            AtomicFiles.replaceFile(file, out -> write(out, header, snapshot));
        } catch (IOException e) {
            throw new GalleryException(
                    ErrorCode.GALLERY_IO,
                    "cannot write " + file + ": " + e + "; an existing file is unchanged. Check free space and"
                            + " permissions, then save again",
                    e);
        }
    }

    private static void write(OutputStream file, Header header, Snapshot snapshot) throws IOException {
        MessageDigest digest = sha256();
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(file, digest), BUFFER));
        out.write(withCrc(preamble()));
        byte[] head = header(header, snapshot.size());
        out.writeInt(head.length);
        out.write(withCrc(head));
        Row row = new Row(out, header);
        for (int i = 0; i < snapshot.rows(); i++) {
            if (snapshot.isLive(i)) {
                row.write(snapshot.entry(i), snapshot.vector(i));
            }
        }
        out.flush();
        file.write(digest.digest());
    }

    private static byte[] preamble() {
        return ByteBuffer.allocate(MAGIC.length + Integer.BYTES)
                .put(MAGIC)
                .putInt(VERSION)
                .array();
    }

    private static byte[] header(Header header, int rows) {
        byte[] model = header.modelId.getBytes(UTF_8);
        return ByteBuffer.allocate(4 * Integer.BYTES + model.length)
                .putInt(header.dimension)
                .putInt(header.storage == Storage.INT8 ? INT8 : FLOAT32)
                .putInt(rows)
                .putInt(model.length)
                .put(model)
                .array();
    }

    private static byte[] withCrc(byte[] bytes) {
        return ByteBuffer.allocate(bytes.length + Integer.BYTES)
                .put(bytes)
                .putInt(crc(bytes))
                .array();
    }

    static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform supports SHA-256", e);
        }
    }

    private static final class Row {

        private final DataOutputStream out;
        private final ByteBuffer vector;

        Row(DataOutputStream out, Header header) {
            this.out = out;
            this.vector = ByteBuffer.allocate(Block.rowBytes(header.storage, header.dimension))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        void write(Entry entry, StoredVector row) throws IOException {
            write(entry.id());
            write(entry.label());
            write(entry.payload());
            if (row instanceof StoredVector.Codes codes) {
                out.writeFloat(codes.scale());
                out.write(codes.codes());
            } else if (row instanceof StoredVector.Floats floats) {
                vector.asFloatBuffer().put(floats.values());
                out.write(vector.array());
            }
        }

        private void write(String text) throws IOException {
            byte[] bytes = text.getBytes(UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }
}
