package io.github.siamese4j.gallery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.gallery.GalleryFile.Header;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads gallery files that {@link GalleryFile} wrote and rejects all others. */
final class GalleryReader {

    private static final int BUFFER = 1 << 20;
    private static final int ROWS_AT_ONCE = 256;

    private final Path file;
    private final long size;

    private GalleryReader(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    /** Reads a file, which must hold embeddings of the given model and dimension. */
    static Table read(Path file, String modelId, int dimension) {
        if (!Files.isRegularFile(file)) {
            throw new GalleryException(
                    ErrorCode.GALLERY_IO, file + " is not a regular file; save a gallery there first");
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            return new GalleryReader(file, Files.size(file)).read(bytes, modelId, dimension);
        } catch (IOException e) {
            throw new GalleryException(
                    ErrorCode.GALLERY_IO, "cannot read " + file + ": " + e + "; check its permissions", e);
        }
    }

    private Table read(InputStream bytes, String modelId, int dimension) throws IOException {
        MessageDigest digest = GalleryFile.sha256();
        Body body = new Body(bytes, size - GalleryFile.DIGEST);
        DataInputStream in = new DataInputStream(new BufferedInputStream(new DigestInputStream(body, digest), BUFFER));
        try {
            version(in);
            ByteBuffer head = ByteBuffer.wrap(checked(in, in.readInt()));
            int length = head.getInt();
            int kind = head.getInt();
            int rows = head.getInt();
            byte[] model = new byte[head.getInt()];
            head.get(model);
            Header header = new Header(new String(model, UTF_8), length, storage(kind));
            requireSameModel(header, modelId, dimension);
            Table table = rows(in, header, rows);
            if (in.read() >= 0) {
                throw corrupt("has bytes after its last entry", null);
            }
            if (!Arrays.equals(digest.digest(), bytes.readNBytes(GalleryFile.DIGEST))) {
                throw corrupt("is damaged: its checksum differs", null);
            }
            return table;
        } catch (EOFException e) {
            throw corrupt("is truncated", e);
        } catch (RuntimeException e) {
            if (e instanceof GalleryException) {
                throw e;
            }
            throw corrupt("is damaged", e);
        }
    }

    private void version(DataInputStream in) throws IOException {
        ByteBuffer preamble = ByteBuffer.wrap(checked(in, GalleryFile.PREAMBLE - Integer.BYTES));
        byte[] magic = new byte[GalleryFile.MAGIC.length];
        preamble.get(magic);
        if (!Arrays.equals(magic, GalleryFile.MAGIC)) {
            throw corrupt("is not a gallery", null);
        }
        int version = preamble.getInt();
        if (version != GalleryFile.VERSION) {
            throw new GalleryException(
                    ErrorCode.GALLERY_VERSION,
                    file + " has gallery format " + version + "; this release reads format " + GalleryFile.VERSION
                            + ". Use the release that wrote it, or build the gallery again");
        }
    }

    private byte[] checked(DataInputStream in, int length) throws IOException {
        byte[] bytes = exactly(in, length);
        if (in.readInt() != GalleryFile.crc(bytes)) {
            throw corrupt("is damaged in its header or not a gallery", null);
        }
        return bytes;
    }

    private void requireSameModel(Header header, String modelId, int dimension) {
        if (!header.modelId().equals(modelId) || header.dimension() != dimension) {
            throw new GalleryException(
                    ErrorCode.GALLERY_MODEL_MISMATCH,
                    file + " holds embeddings of dimension " + header.dimension() + " of model "
                            + name(header.modelId()) + "; the loaded model is " + name(modelId) + " with dimension "
                            + dimension + ". Load the gallery's model, or encode the images again");
        }
    }

    private Storage storage(int kind) {
        return switch (kind) {
            case GalleryFile.FLOAT32 -> Storage.FLOAT32;
            case GalleryFile.INT8 -> Storage.INT8;
            default -> throw corrupt("is damaged", null);
        };
    }

    private static String name(String modelId) {
        return modelId.isEmpty() ? "(unnamed)" : modelId;
    }

    private Table rows(DataInputStream in, Header header, int rows) throws IOException {
        if (rows < 0 || (long) rows * Block.rowBytes(header.storage(), header.dimension()) > size) {
            throw corrupt("is too short for the number of entries in its header", null);
        }
        Table table = new Table(header.dimension(), header.storage());
        for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
            List<Entry> entries = new ArrayList<>(ROWS_AT_ONCE);
            List<StoredVector> vectors = new ArrayList<>(ROWS_AT_ONCE);
            for (int i = from; i < Math.min(rows, from + ROWS_AT_ONCE); i++) {
                entries.add(new Entry(text(in), text(in), text(in)));
                vectors.add(vector(in, header, table));
            }
            table.add(entries, vectors);
        }
        return table;
    }

    private StoredVector vector(DataInputStream in, Header header, Table table) throws IOException {
        if (header.storage() == Storage.INT8) {
            float scale = in.readFloat();
            if (!(scale >= 0 && scale < Float.POSITIVE_INFINITY)) {
                throw corrupt("is damaged", null);
            }
            return new StoredVector.Codes(exactly(in, header.dimension()), scale);
        }
        float[] values = new float[header.dimension()];
        ByteBuffer.wrap(exactly(in, values.length * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return table.vector(values);
    }

    private String text(DataInputStream in) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(exactly(in, in.readInt()));
        try {
            return UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw corrupt("is damaged: a text is not UTF-8", e);
        }
    }

    /** Reads a number of bytes, which must not exceed the file size. */
    private byte[] exactly(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > size) {
            throw corrupt("is damaged", null);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private GalleryException corrupt(String what, @Nullable Throwable cause) {
        return new GalleryException(
                ErrorCode.GALLERY_CORRUPT, file + " " + what + "; restore it from a backup, or build it again", cause);
    }

    /** A stream of the file without the checksum at its end. */
    private static final class Body extends InputStream {

        private final InputStream in;
        private long left;

        Body(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
