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
 * How often something was done in a second, measured in turns with other things, and medians of that; and in a second
 * of this process's time on the processors, which other work on the machine disturbs less.
 */
final class Rates {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Map<String, List<Rate>> rates = new LinkedHashMap<>();

    private record Rate(double second, double processorSecond) {}

    /** How long this process has been on the processors. */
    static double processorSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    /** Measures what does something and says how often; rounds below 0 warm up. */
    void add(int round, String name, IntSupplier work) {
        double processor = processorSeconds();
        long start = System.nanoTime();
        int count = work.getAsInt();
        double seconds = (System.nanoTime() - start) / 1e9;
        double processorSeconds = processorSeconds() - processor;
        if (round >= 0) {
            rates.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(new Rate(count / seconds, count / processorSeconds));
        }
    }

    /** Prints medians, and how they compare with the best of those whose name begins with {@code baseline}. */
    void print(String unit, String baseline) {
        double best = best(baseline, Rate::second);
        double bestByProcessor = best(baseline, Rate::processorSecond);
        for (String name : rates.keySet()) {
            double rate = median(name, Rate::second);
            double byProcessor = median(name, Rate::processorSecond);
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %8.0f %s/s  %.2f x   %8.0f %s/processor second  %.2f x%n",
                    name,
                    rate,
                    unit,
                    rate / best,
                    byProcessor,
                    unit,
                    byProcessor / bestByProcessor);
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
