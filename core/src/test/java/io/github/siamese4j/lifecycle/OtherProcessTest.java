package io.github.siamese4j.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loads a model in JVMs with unusual class paths and heaps. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherProcessTest {

    /** Compares two images and prints the score, the device and the unpacked files. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) throws IOException {
            try (SiameseComparator comparator = SiameseComparator.load(Path.of(args[0]));
                    Stream<Path> unpacked = Files.walk(Path.of(System.getProperty("java.io.tmpdir")))) {
                System.out.println("score " + comparator.similarity(Path.of(args[1]), Path.of(args[2])));
                System.out.println("device " + comparator.device());
                unpacked.forEach(System.out::println);
            }
        }
    }

    @TempDir
    private Path folder;

    /** ONNX Runtime 1.29 reads the command line on the stack of the thread that creates its environment. */
    @Test
    void aClassPathOfManyKilobytesDoesNotOverflowTheStack() throws Exception {
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (int i = 0; i < 400; i++) {
            classPath.append(File.pathSeparator).append("a/library/that/is/not/there/version-" + i + ".jar");
        }
        assertThat(run("-Xmx256m", classPath.toString())).contains("score 0.");
    }

    /** JavaCPP limits the memory of the process by the size of the heap. */
    @Test
    void aHeapThatIsSmallBesideTheModelIsEnough() throws Exception {
        assertThat(run("-Xmx16m", System.getProperty("java.class.path"))).contains("score 0.");
    }

    /** The CUDA provider takes 583 MB of temporary space. */
    @Test
    void withoutADriverTheCudaProviderIsNotUnpacked() throws Exception {
        assumeThat(Path.of("/proc/driver/nvidia")).doesNotExist();
        assertThat(run("-Xmx256m", System.getProperty("java.class.path")))
                .contains("score 0.", "device CPU", "libonnxruntime.so")
                .doesNotContain("providers_cuda");
    }

    private String run(String heap, String classPath) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        TestModels.path("tiny").toString(),
                        TestModels.picture(0).toString(),
                        TestModels.picture(1).toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
