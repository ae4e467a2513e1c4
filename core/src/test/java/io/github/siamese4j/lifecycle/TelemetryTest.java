package io.github.siamese4j.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that loads and uses a model writes nothing below the home directory and opens no socket. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class TelemetryTest {

    private static final int SECONDS = 5;

    /** The observed program: compares two images for some seconds and prints the sockets it has seen. */
    public static final class Program {

        private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

        private Program() {}

        public static void main(String[] args) throws IOException {
            FileChannel.open(Path.of(args[1])).close(); // the first channel of a JVM opens a pair of local sockets
            Set<String> own = ConcurrentHashMap.newKeySet();
            addSockets(own);
            Set<String> sockets = ConcurrentHashMap.newKeySet();
            AtomicInteger looks = new AtomicInteger();
            Thread watcher = new Thread(() -> {
                while (true) {
                    addSockets(sockets);
                    looks.incrementAndGet();
                    LockSupport.parkNanos(50_000);
                }
            });
            watcher.setDaemon(true);
            watcher.start();
            long end = System.nanoTime()
                    + Duration.ofSeconds(Integer.parseInt(args[3])).toNanos();
            try (SiameseComparator comparator = SiameseComparator.load(Path.of(args[0]))) {
                while (System.nanoTime() < end) {
                    comparator.similarity(Path.of(args[1]), Path.of(args[2]));
                    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                }
            }
            sockets.removeAll(own);
            System.out.println("looks " + looks.get() + ", sockets " + sockets);
        }

        private static void addSockets(Set<String> sockets) {
            try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
                for (Path descriptor : open) {
                    String target = target(descriptor);
                    if (target.startsWith("socket:")) {
                        sockets.add(target);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String target(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor).toString();
            } catch (IOException e) {
                return ""; // closed meanwhile
            }
        }
    }

    @TempDir
    private Path folder;

    @Test
    void noFileBelowHomeAndNoSocket() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Duser.home=" + home,
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dorg.bytedeco.javacpp.cachedir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        TestModels.path("tiny").toString(),
                        TestModels.picture(0).toString(),
                        TestModels.picture(1).toString(),
                        String.valueOf(SECONDS))
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("HOME", home.toString());
        environment.keySet().removeIf(name -> name.startsWith("XDG_"));
        environment.remove("ORT_DISABLE_TELEMETRY");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).containsPattern("looks \\d{3,}, sockets \\[\\]");
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files).containsExactly(home);
        }
    }
}
