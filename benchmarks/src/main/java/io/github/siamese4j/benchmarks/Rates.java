package io.github.siamese4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** How often something was done in a second, measured in turns with other things, and medians of that. */
final class Rates {

    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    /** Measures what does something and says how often; rounds below 0 warm up. */
    void add(int round, String name, IntSupplier work) {
        long start = System.nanoTime();
        int count = work.getAsInt();
        double rate = count / ((System.nanoTime() - start) / 1e9);
        if (round >= 0) {
            rates.computeIfAbsent(name, n -> new ArrayList<>()).add(rate);
        }
    }

    /** Prints medians, and how they compare with the best of those whose name begins with {@code baseline}. */
    void print(String unit, String baseline) {
        double best = rates.keySet().stream()
                .filter(name -> name.startsWith(baseline))
                .mapToDouble(this::median)
                .max()
                .orElseThrow();
        rates.keySet()
                .forEach(name -> System.out.printf(
                        Locale.ROOT, "%-24s %8.0f %s  %.2f x%n", name, median(name), unit, median(name) / best));
    }

    private double median(String name) {
        List<Double> sorted =
                rates.getOrDefault(name, List.of()).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
