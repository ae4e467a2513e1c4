package io.github.siamese4j.training.internal.frozen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingFileTest {

    private static final int DIMENSION = 3;
    private static final int BUFFERED = 32;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("vectors.f32");
    }

    private static void append(EmbeddingFile rows, int from, int to) {
        for (int i = from; i < to; i++) {
            rows.append(i % 7 == 3 ? null : Embedding.of(i, i + 0.5f, -i));
        }
    }

    @Test
    void aFailedWriteLeavesTheRowsBeforeIt() throws IOException {
        FileChannel disk = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        EmbeddingFile full =
                new EmbeddingFile(file, new FullAfter(disk, 20 * DIMENSION * Float.BYTES + 5), DIMENSION, 0);
        assertThatThrownBy(() -> append(full, 0, BUFFERED))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("check free space");
        // There is space again, but what the failed write left cannot be continued.
        assertThatThrownBy(() -> append(full, BUFFERED, BUFFERED + 1)).hasMessageContaining("check free space");
        full.close();
        assertThat(disk.isOpen()).isFalse();
        assertThat(Files.size(file)).isEqualTo(20 * DIMENSION * Float.BYTES + 5);
        try (EmbeddingFile again = EmbeddingFile.open(file, DIMENSION)) {
            assertThat(again.rows()).isEqualTo(20);
            append(again, 20, 45);
            float[][] rows = again.read();
            assertThat(rows.length).isEqualTo(45);
            for (int i = 0; i < rows.length; i++) {
                if (i % 7 == 3) {
                    assertThat(rows[i]).isNull();
                } else {
                    assertThat(rows[i]).containsExactly(i, i + 0.5f, -i);
                }
            }
        }
    }

    @Test
    void anInterruptIsNamed() {
        EmbeddingFile rows = EmbeddingFile.open(file, DIMENSION);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> append(rows, 0, BUFFERED))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.IO_FAILED))
                .hasMessageContaining("interrupted")
                .hasMessageContaining("resume")
                .hasMessageNotContaining("space");
        assertThat(Thread.interrupted()).isTrue();
        rows.close();
    }

    @Test
    void aFailedOpeningLeavesNoOpenFile() throws IOException {
        Path open = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(open));
        assertThatThrownBy(() -> EmbeddingFile.open(file, 0)).isInstanceOf(ArithmeticException.class);
        try (Stream<Path> descriptors = Files.list(open)) {
            assertThat(descriptors.map(EmbeddingFileTest::target)).doesNotContain(file.toString());
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    /** A channel whose disk is full once, in the middle of a write. */
    private static final class FullAfter implements SeekableByteChannel {

        private final SeekableByteChannel disk;
        private int left;

        FullAfter(SeekableByteChannel disk, int left) {
            this.disk = disk;
            this.left = left;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (left == 0) {
                left = Integer.MAX_VALUE;
                throw new IOException("No space left on device");
            }
            int count = Math.min(left, source.remaining());
            int limit = source.limit();
            int written = disk.write(source.limit(source.position() + count));
            source.limit(limit);
            left -= written;
            return written;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return disk.read(target);
        }

        @Override
        public long position() throws IOException {
            return disk.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            disk.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return disk.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            disk.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return disk.isOpen();
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }
}
