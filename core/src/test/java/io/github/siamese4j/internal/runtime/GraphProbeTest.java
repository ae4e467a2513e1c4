package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.siamese4j.TestModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GraphProbeTest {

    private static final Path THREADS = Path.of("/proc/self/task");

    @Test
    void usesTheGivenNumberOfThreads() throws IOException {
        assumeTrue(Files.isDirectory(THREADS), "only Linux lists native threads");
        byte[] bytes = Files.readAllBytes(TestModels.path("../foreign/nchw.onnx"));
        ByteBuffer model = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        GraphProbe.open(model.duplicate(), "nchw", 1).close();
        long before = threads();
        try (GraphProbe probe = GraphProbe.open(model.duplicate(), "nchw", 65)) {
            assertThat(threads() - before).isBetween(50L, 80L);
        }
    }

    private static long threads() throws IOException {
        try (Stream<Path> threads = Files.list(THREADS)) {
            return threads.count();
        }
    }
}
