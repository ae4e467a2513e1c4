package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares two networks that should compute the same. */
final class ParityCheck {

    /**
     * Largest difference that two correct float32 implementations may show: of embeddings as a fraction of their
     * largest value, of scores as it is. Summation order alone makes about 1e-6 over the thirteen convolutions of
     * VGG16.
     */
    static final double TOLERANCE = 1e-4;

    private static final int SAMPLES_AT_ONCE = 16;
    private static final int PAIRS_AT_ONCE = 256;

    private ParityCheck() {}

    /**
     * Compares embeddings and scores of generated samples.
     *
     * @return the differences, those of storage left 0
     * @throws TrainingException {@code PARITY_FAILED} if they are above {@link #TOLERANCE} or an output is not finite
     */
    static <S> Report check(SampleKind<S> kind, TrainedNetwork<S> trained, TrainedNetwork<S> exported) {
        S[] samples = kind.probes();
        float[][] expected = embed(trained, samples);
        float[][] actual = embed(exported, samples);
        requireLength(expected, kind.embeddingSize());
        double largest = 0;
        Difference embeddings = new Difference();
        for (int i = 0; i < samples.length; i++) {
            for (int d = 0; d < expected[i].length; d++) {
                largest = Math.max(largest, Math.abs(expected[i][d]));
            }
            embeddings.add(expected[i], actual[i]);
        }
        double relative = embeddings.max == 0 ? 0 : embeddings.max / largest;
        // Both heads get the same embeddings, so that each half of the network answers for itself. A metric is the core
        // library's
        // on both sides, so that only what it makes of each side's embeddings can differ.
        float[][] scored = kind.scorer().isEmpty() ? expected : actual;
        Difference scores = new Difference();
        List<int[]> pairs = pairs(samples.length);
        for (int i = 0; i < samples.length; i++) {
            pairs.add(new int[] {i, i});
        }
        scores.add(score(trained, expected, pairs), score(exported, scored, pairs));
        // Negated, so that NaN fails.
        if (!(relative <= TOLERANCE) || !(scores.max <= TOLERANCE)) {
            throw new TrainingException(
                    TrainingException.Code.PARITY_FAILED,
                    "the exported graph differs from the network that was trained by " + relative
                            + " of the largest embedding value and by " + scores.max + " in scores, at most "
                            + TOLERANCE
                            + " is allowed: check that the network is in inference mode, that batch normalization was"
                            + " folded with its running statistics, that both flatten as channel, row, column, and that"
                            + " both standardize features");
        }
        return new Report(embeddings.max, relative, scores.max, 0, 0);
    }

    /** Adds to a report what storage costs: the scores of all pairs of samples, by one network and by the other. */
    static <S> Report measure(Report report, S[] samples, TrainedNetwork<S> exact, TrainedNetwork<S> compact) {
        List<int[]> pairs = pairs(samples.length);
        Difference scores = new Difference();
        scores.add(score(exact, embed(exact, samples), pairs), score(compact, embed(compact, samples), pairs));
        return new Report(
                report.embeddingDifference(),
                report.embeddingRelative(),
                report.scoreDifference(),
                scores.max,
                scores.sum / scores.count);
    }

    private static List<int[]> pairs(int samples) {
        List<int[]> pairs = new ArrayList<>();
        for (int left = 0; left < samples; left++) {
            for (int right = left + 1; right < samples; right++) {
                pairs.add(new int[] {left, right});
            }
        }
        return pairs;
    }

    private static <S> float[][] embed(TrainedNetwork<S> network, S[] samples) {
        float[][] embeddings = new float[samples.length][];
        for (int from = 0; from < samples.length; from += SAMPLES_AT_ONCE) {
            int to = Math.min(from + SAMPLES_AT_ONCE, samples.length);
            float[][] part = network.embed(Arrays.copyOfRange(samples, from, to));
            System.arraycopy(part, 0, embeddings, from, to - from);
        }
        return embeddings;
    }

    private static float[] score(TrainedNetwork<?> network, float[][] embeddings, List<int[]> pairs) {
        float[] scores = new float[pairs.size()];
        for (int from = 0; from < scores.length; from += PAIRS_AT_ONCE) {
            List<int[]> part = pairs.subList(from, Math.min(from + PAIRS_AT_ONCE, scores.length));
            float[][] left = part.stream().map(pair -> embeddings[pair[0]]).toArray(float[][]::new);
            float[][] right = part.stream().map(pair -> embeddings[pair[1]]).toArray(float[][]::new);
            System.arraycopy(network.score(left, right), 0, scores, from, part.size());
        }
        return scores;
    }

    private static void requireLength(float[][] embeddings, int length) {
        for (float[] row : embeddings) {
            if (row.length != length) {
                throw new TrainingException(
                        TrainingException.Code.PARITY_FAILED,
                        "the network that was trained makes embeddings of " + row.length + " values, the graph of "
                                + length + ": describe the same network and input size");
            }
        }
    }

    /** Gathers differences of absolute value; NaN as soon as one is. */
    private static final class Difference {
        private double max;
        private double sum;
        private long count;

        void add(float[] expected, float[] actual) {
            for (int i = 0; i < expected.length; i++) {
                double difference = Math.abs((double) expected[i] - actual[i]);
                max = Math.max(max, difference);
                sum += difference;
            }
            count += expected.length;
        }
    }
}
