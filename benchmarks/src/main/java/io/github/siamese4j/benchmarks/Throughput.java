package io.github.siamese4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Rates of several operations that are measured in turns: per second, and per second of this process's CPU time, which
 * other work on the machine disturbs less.
 */
final class Throughput {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Map<String, List<Rate>> rates = new LinkedHashMap<>();

    private record Rate(double second, double cpuSecond) {}

    /** Returns the CPU time of this process. */
    static double cpuSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    /** Measures work that returns the number of its operations. Rounds below 0 are warm-up. */
    void add(int round, String name, IntSupplier work) {
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        int count = work.getAsInt();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = cpuSeconds() - cpu;
        if (round >= 0) {
            rates.computeIfAbsent(name, n -> new ArrayList<>()).add(new Rate(count / seconds, count / cpuSeconds));
        }
    }

    /** Prints medians and their ratios to the best operation whose name begins with {@code baseline}. */
    void print(String unit, String baseline) {
        double best = best(baseline, Rate::second);
        double bestByCpu = best(baseline, Rate::cpuSecond);
        for (String name : rates.keySet()) {
            double rate = median(name, Rate::second);
            double byCpu = median(name, Rate::cpuSecond);
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %8.0f %s/s  %.2f x   %8.0f %s/CPU second  %.2f x%n",
                    name,
                    rate,
                    unit,
                    rate / best,
                    byCpu,
                    unit,
                    byCpu / bestByCpu);
        }
    }

    private double best(String baseline, ToDoubleFunction<Rate> kind) {
        return rates.keySet().stream()
                .filter(name -> name.startsWith(baseline))
                .mapToDouble(name -> median(name, kind))
                .max()
                .orElseThrow();
    }

    private double median(String name, ToDoubleFunction<Rate> kind) {
        List<Rate> all = rates.getOrDefault(name, List.of());
        return all.stream()
                .mapToDouble(kind)
                .sorted()
                .skip(all.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
