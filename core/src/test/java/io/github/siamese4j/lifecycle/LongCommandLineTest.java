package io.github.siamese4j.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers have long command lines, which ONNX Runtime reads on the stack of the thread that creates its environment. */
class LongCommandLineTest {

    private static final int ENTRIES = 400;

    /** The program that is started. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) {
            try (SiameseComparator comparator = SiameseComparator.load(Path.of(args[0]), TestModels.onProcessor())) {
                System.out.println("self score " + comparator.selfScore().orElseThrow());
            }
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aClassPathOfManyKilobytesDoesNotOverflowTheStack() throws Exception {
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (int i = 0; i < ENTRIES; i++) {
            classPath
                    .append(File.pathSeparator)
                    .append("a/library/that/is/not/there/version-")
                    .append(i)
                    .append(".jar");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-cp", classPath.toString(), Program.class.getName()));
        command.add(TestModels.path("tiny").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).contains("self score 0.");
    }
}
