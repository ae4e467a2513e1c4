package io.github.siamese4j.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server's JVM may look like from outside must not matter. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherProcessTest {

    /** The program that is started: compares two pictures. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) {
            try (SiameseComparator comparator = SiameseComparator.load(Path.of(args[0]), TestModels.onProcessor())) {
                System.out.println("score " + comparator.similarity(Path.of(args[1]), Path.of(args[2])));
            }
        }
    }

    /** ONNX Runtime reads the command line on the stack of the thread that creates its environment. */
    @Test
    void aClassPathOfManyKilobytesDoesNotOverflowTheStack() throws Exception {
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (int i = 0; i < 400; i++) {
            classPath.append(File.pathSeparator).append("a/library/that/is/not/there/version-" + i + ".jar");
        }
        assertThat(run("-Xmx256m", classPath.toString())).contains("score 0.");
    }

    /** JavaCPP measures the process against the heap. */
    @Test
    void aHeapThatIsSmallBesideTheModelIsEnough() throws Exception {
        assertThat(run("-Xmx16m", System.getProperty("java.class.path"))).contains("score 0.");
    }

    private static String run(String heap, String classPath) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
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
