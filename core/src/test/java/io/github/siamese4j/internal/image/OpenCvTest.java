package io.github.siamese4j.internal.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.DeviceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OpenCvTest {

    /** Loads OpenCV twice in a separate JVM. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    OpenCv.load();
                } catch (DeviceException e) {
                    System.out.println(e.code() + " " + e.getMessage());
                }
            }
        }
    }

    @Test
    @Timeout(60)
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void nowhereToUnpackTo() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.bytedeco.javacpp.cachedir=/dev/null/cache",
                        "-Duser.home=/dev/null",
                        "-Djava.io.tmpdir=/dev/null",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).startsWith("NATIVE_LIBRARY").contains("-Dorg.bytedeco.javacpp.cachedir="));
    }
}
