package io.github.siamese4j.gallery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds files by hand from the tables of {@code docs/gallery-format.md}. */
class GalleryFormatTest {

    private static final int DIMENSION = 3;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private void preamble(int version) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(part);
        data.writeBytes("S4JGALRY");
        data.writeInt(version);
        withCrc(part.toByteArray());
    }

    private void header(int dimension, int storage, int entries, String model) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(part);
        data.writeInt(dimension);
        data.writeInt(storage);
        data.writeInt(entries);
        data.writeInt(model.getBytes(UTF_8).length);
        data.write(model.getBytes(UTF_8));
        out.writeInt(part.size());
        withCrc(part.toByteArray());
    }

    private void withCrc(byte[] part) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(part);
        out.write(part);
        out.writeInt((int) crc.getValue());
    }

    private void text(String text) throws IOException {
        out.writeInt(text.getBytes(UTF_8).length);
        out.write(text.getBytes(UTF_8));
    }

    private void floats(float... values) throws IOException {
        ByteBuffer vector = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.asFloatBuffer().put(values);
        out.write(vector.array());
    }

    private Path end() throws IOException {
        try {
            out.write(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return Files.write(folder.resolve("by-hand.gallery"), bytes.toByteArray());
    }

    private static void refused(Path file, ErrorCode code) {
        try (SiameseComparator comparator = Galleries.comparator(DIMENSION, Metric.COSINE)) {
            assertThatThrownBy(() -> Gallery.load(file, comparator))
                    .isInstanceOfSatisfying(
                            GalleryException.class, e -> assertThat(e.code()).isEqualTo(code));
        }
    }

    private void twoEntries() throws IOException {
        text("first");
        text("läbel");
        text("");
        floats(1, -2.5f, 0);
        text("second");
        text("");
        text("päyload");
        floats(0.1f, 3, -4);
    }

    @Test
    void float32() throws IOException {
        preamble(1);
        header(DIMENSION, 0, 2, "");
        twoEntries();
        Path file = end();
        try (SiameseComparator comparator = Galleries.comparator(DIMENSION, Metric.COSINE)) {
            Gallery gallery = Gallery.load(file, comparator);
            assertThat(gallery.storage()).isEqualTo(Storage.FLOAT32);
            assertThat(gallery.entries())
                    .containsExactly(new Entry("first", "läbel", ""), new Entry("second", "", "päyload"));
            assertThat(gallery.embedding("first")).contains(Embedding.of(1, -2.5f, 0));
            assertThat(gallery.embedding("second")).contains(Embedding.of(0.1f, 3, -4));
            Path saved = folder.resolve("saved.gallery");
            gallery.save(saved);
            assertThat(saved).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void int8() throws IOException {
        preamble(1);
        header(DIMENSION, 1, 1, "");
        text("id");
        text("label");
        text("payload");
        out.writeFloat(0.5f);
        out.write(new byte[] {-127, 0, 3});
        Path file = end();
        try (SiameseComparator comparator = Galleries.comparator(DIMENSION, Metric.COSINE)) {
            Gallery gallery = Gallery.load(file, comparator);
            assertThat(gallery.storage()).isEqualTo(Storage.INT8);
            assertThat(gallery.embedding("id")).contains(Embedding.of(-63.5f, 0, 1.5f));
            Path saved = folder.resolve("saved.gallery");
            gallery.save(saved);
            assertThat(saved).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void otherVersionsModelsAndDimensions() throws IOException {
        preamble(2);
        refused(end(), ErrorCode.GALLERY_VERSION);
        bytes.reset();
        preamble(1);
        header(DIMENSION, 0, 0, "another model");
        refused(end(), ErrorCode.GALLERY_MODEL_MISMATCH);
        bytes.reset();
        preamble(1);
        header(DIMENSION + 1, 0, 0, "");
        refused(end(), ErrorCode.GALLERY_MODEL_MISMATCH);
    }

    @Test
    void valuesOutOfRange() throws IOException {
        for (int entries : new int[] {-1, 1, 3, Integer.MAX_VALUE}) {
            bytes.reset();
            preamble(1);
            header(DIMENSION, 0, entries, "");
            twoEntries();
            refused(end(), ErrorCode.GALLERY_CORRUPT);
        }
        for (int storage : new int[] {-1, 2}) {
            bytes.reset();
            preamble(1);
            header(DIMENSION, storage, 0, "");
            refused(end(), ErrorCode.GALLERY_CORRUPT);
        }
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
            oneEntry("id");
            floats(0, value, 0);
            refused(end(), ErrorCode.GALLERY_CORRUPT);
        }
        for (float scale : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1}) {
            bytes.reset();
            preamble(1);
            header(DIMENSION, 1, 1, "");
            text("id");
            text("");
            text("");
            out.writeFloat(scale);
            out.write(new byte[DIMENSION]);
            refused(end(), ErrorCode.GALLERY_CORRUPT);
        }
    }

    @Test
    void textsThatCannotBe() throws IOException {
        oneEntry("");
        floats(1, 2, 3);
        refused(end(), ErrorCode.GALLERY_CORRUPT);
        for (int length : new int[] {-1, 1000, Integer.MAX_VALUE}) {
            bytes.reset();
            preamble(1);
            header(DIMENSION, 0, 1, "");
            out.writeInt(length);
            out.write(new byte[40]);
            refused(end(), ErrorCode.GALLERY_CORRUPT);
        }
        bytes.reset();
        preamble(1);
        header(DIMENSION, 0, 1, "");
        out.writeInt(1);
        out.write(0xFF);
        text("");
        text("");
        floats(1, 2, 3);
        refused(end(), ErrorCode.GALLERY_CORRUPT);
        bytes.reset();
        preamble(1);
        header(DIMENSION, 0, 2, "");
        for (int i = 0; i < 2; i++) {
            text("twice");
            text("");
            text("");
            floats(1, 2, 3);
        }
        refused(end(), ErrorCode.GALLERY_CORRUPT);
    }

    private void oneEntry(String id) throws IOException {
        bytes.reset();
        preamble(1);
        header(DIMENSION, 0, 1, "");
        text(id);
        text("");
        text("");
    }
}
