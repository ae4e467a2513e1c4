package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GalleryFileTest {

    private static final int DIMENSION = 5;

    @TempDir
    private Path folder;

    private static Gallery gallery(SiameseComparator comparator, Storage storage, int entries) {
        Gallery gallery = Gallery.of(comparator, storage);
        Random random = new Random(entries);
        for (int i = 0; i < entries; i++) {
            gallery.add(
                    new Entry("id ü " + i, "läbel" + i % 3, i % 2 == 0 ? "" : "päyload\n" + i),
                    Embedding.of(Galleries.values(random, DIMENSION)));
        }
        return gallery;
    }

    private static SiameseComparator cosine() {
        return Galleries.comparator(DIMENSION, Metric.COSINE);
    }

    private static ErrorCode refusal(Path file, SiameseComparator comparator) {
        try {
            Gallery.load(file, comparator);
        } catch (GalleryException e) {
            assertThat(e).hasMessageContaining(file.toString());
            return e.code();
        }
        throw new AssertionError("not refused");
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAsItWas(Storage storage) throws IOException {
        try (SiameseComparator comparator = cosine()) {
            for (int size : new int[] {0, 1, 63, 64, 65, 300}) {
                Gallery gallery = gallery(comparator, storage, size);
                gallery.remove(List.of("id ü 3", "id ü 64"));
                Path file = folder.resolve("deep/er/people.gallery");
                gallery.save(file);
                Gallery back = Gallery.load(file, comparator);
                assertThat(back.storage()).isEqualTo(storage);
                assertThat(back.entries()).isEqualTo(gallery.entries());
                for (Entry entry : gallery.entries()) {
                    assertThat(back.embedding(entry.id())).isEqualTo(gallery.embedding(entry.id()));
                }
                byte[] first = Files.readAllBytes(file);
                back.save(file);
                assertThat(Files.readAllBytes(file)).isEqualTo(first);
                try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
                    assertThat(files.count()).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationAndEveryFlippedBitIsCorrupt(Storage storage) throws IOException {
        Path file = folder.resolve("people.gallery");
        try (SiameseComparator comparator = cosine()) {
            gallery(comparator, storage, 3).save(file);
            byte[] good = Files.readAllBytes(file);
            Path bad = folder.resolve("bad.gallery");
            for (int length = 0; length < good.length; length++) {
                Files.write(bad, Arrays.copyOf(good, length));
                assertThat(refusal(bad, comparator)).as("length %d", length).isEqualTo(ErrorCode.GALLERY_CORRUPT);
            }
            for (int bit = 0; bit < 8 * good.length; bit++) {
                byte[] flipped = good.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(bad, flipped);
                assertThat(refusal(bad, comparator)).as("bit %d", bit).isEqualTo(ErrorCode.GALLERY_CORRUPT);
            }
            Files.write(bad, Arrays.copyOf(good, good.length + 1));
            assertThat(refusal(bad, comparator)).isEqualTo(ErrorCode.GALLERY_CORRUPT);
        }
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        Path file = folder.resolve("people.gallery");
        try (SiameseComparator comparator = cosine()) {
            gallery(comparator, Storage.FLOAT32, 3).save(file);
            byte[] bytes = Files.readAllBytes(file);
            CRC32 crc = new CRC32();
            bytes[11] = 2;
            crc.update(bytes, 0, 12);
            ByteBuffer.wrap(bytes).putInt(12, (int) crc.getValue());
            Files.write(file, bytes);
            assertThat(refusal(file, comparator)).isEqualTo(ErrorCode.GALLERY_VERSION);
            assertThatThrownBy(() -> Gallery.load(file, comparator))
                    .hasMessageContaining("format 2")
                    .hasMessageContaining("reads format 1");
        }
    }

    @Test
    void anotherLengthIsAnotherModel() {
        Path file = folder.resolve("people.gallery");
        try (SiameseComparator comparator = cosine();
                SiameseComparator longer = Galleries.comparator(DIMENSION + 1, Metric.COSINE)) {
            gallery(comparator, Storage.FLOAT32, 3).save(file);
            assertThat(refusal(file, longer)).isEqualTo(ErrorCode.GALLERY_MODEL_MISMATCH);
            assertThatThrownBy(() -> Gallery.of(longer).merge(Gallery.load(file, comparator), Gallery.OnConflict.KEEP))
                    .isInstanceOfSatisfying(
                            GalleryException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GALLERY_MODEL_MISMATCH));
        }
    }

    @Test
    void missingFilesAndFoldersInTheWayAreNamed() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Path file = Files.writeString(folder.resolve("file"), "");
        try (SiameseComparator comparator = cosine()) {
            assertThat(refusal(folder.resolve("none"), comparator)).isEqualTo(ErrorCode.GALLERY_IO);
            assertThat(refusal(directory, comparator)).isEqualTo(ErrorCode.GALLERY_IO);
            for (Path impossible : List.of(directory, file.resolve("below"))) {
                assertThatThrownBy(() -> Gallery.of(comparator).save(impossible))
                        .isInstanceOfSatisfying(
                                GalleryException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.GALLERY_IO));
            }
        }
    }

    @Test
    void aKillLeavesTheOldOrTheNewOne() throws IOException, InterruptedException {
        Path file = folder.resolve("people.gallery");
        Random random = new Random(8);
        try (SiameseComparator comparator = cosine()) {
            for (int round = 0; round < 5; round++) {
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Saver.class.getName(),
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(new File(folder.toFile(), "log"))
                        .start();
                while (!Files.exists(file) && process.isAlive()) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                }
                process.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("log")))
                        .isTrue();
                process.destroyForcibly().waitFor();
                assertThat(Gallery.load(file, comparator).size()).isIn(Saver.SMALL, Saver.LARGE);
            }
        }
    }

    /** Saves a small and a large gallery in turns until it is killed. */
    static final class Saver {

        static final int SMALL = 700;
        static final int LARGE = 3000;

        private Saver() {}

        public static void main(String[] args) {
            SiameseComparator comparator = cosine();
            Gallery small = gallery(comparator, Storage.FLOAT32, SMALL);
            Gallery large = gallery(comparator, Storage.FLOAT32, LARGE);
            Path file = Path.of(Objects.requireNonNull(args[0]));
            while (true) {
                small.save(file);
                large.save(file);
            }
        }
    }
}
