package io.github.siamese4j.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs JMH benchmarks. Afterwards it prints the ratio of each median to the median of the method whose name begins with
 * {@code bare}, both from this run.
 */
public final class JmhRunner {

    private JmhRunner() {}

    /**
     * Runs benchmarks.
     *
     * @param args JMH's command line
     * @throws CommandLineOptionException if the command line is wrong
     * @throws RunnerException if a benchmark fails
     */
    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        Collection<RunResult> results = new Runner(new CommandLineOptions(args)).run();
        List<RunResult> bare = results.stream()
                .filter(result -> method(result).startsWith("bare"))
                .toList();
        System.out.println();
        for (RunResult result :
                results.stream().sorted(Comparator.comparing(JmhRunner::method)).toList()) {
            double median = median(result);
            StringBuilder line = new StringBuilder(String.format(
                    "%-24s median %10.3f %s",
                    method(result), median, result.getPrimaryResult().getScoreUnit()));
            for (RunResult baseline : bare) {
                if (baseline != result) {
                    line.append(String.format("  %.3f x %s", median / median(baseline), method(baseline)));
                }
            }
            System.out.println(line);
        }
    }

    private static String method(RunResult result) {
        return result.getPrimaryResult().getLabel();
    }

    private static double median(RunResult result) {
        Statistics statistics = result.getPrimaryResult().getStatistics();
        return statistics.getPercentile(50);
    }
}
