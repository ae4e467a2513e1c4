package io.github.siamese4j.benchmarks;

import io.github.siamese4j.SiameseComparator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * Compares the same two files many times and prints the resident memory of the process after each thousand calls. Linux
 * only.
 *
 * <pre>
 * benchmarks/run MemorySoak [calls] [model] [a] [b]
 * </pre>
 */
public final class MemorySoak {

    private static final int REPORT = 1000;

    private MemorySoak() {}

    /**
     * Runs the test.
     *
     * @param args the number of calls, the model directory and two image files; all optional
     * @throws IOException if {@code /proc/self/status} cannot be read
     */
    public static void main(String[] args) throws IOException {
        int calls = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        Path model = Path.of(args.length > 1 ? args[1] : "examples/models/omniglot-vgg16");
        Path a = Path.of(args.length > 2 ? args[2] : "examples/images/alpha-1.png");
        Path b = Path.of(args.length > 3 ? args[3] : "examples/images/alpha-2.png");
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            long first = 0;
            for (int call = 1; call <= calls; call++) {
                comparator.similarity(a, b);
                if (call % REPORT == 0) {
                    long resident = residentKilobytes();
                    first = call == REPORT ? resident : first;
                    System.out.printf(
                            "%,8d calls  resident %,9d KB  OpenCV %,9d bytes%n", call, resident, Pointer.totalBytes());
                    if (call == calls) {
                        System.out.printf("last / first thousand: %.4f%n", (double) resident / first);
                    }
                }
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .flatMap(line -> Arrays.stream(line.split("\\s+")).skip(1).limit(1))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no VmRSS"));
    }
}
