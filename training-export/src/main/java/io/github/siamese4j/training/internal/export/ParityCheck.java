package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares a trained network with its export. */
final class ParityCheck {

    /**
     * Largest allowed difference of two float32 implementations: for embeddings relative to the largest value, for
     * scores absolute. The order of summation alone causes about 1e-6 over the thirteen convolutions of VGG16.
     */
    static final double TOLERANCE = 1e-4;

    private static final int INPUTS_AT_ONCE = 16;
    private static final int PAIRS_AT_ONCE = 256;

    private ParityCheck() {}

    /**
     * Compares embeddings and scores of generated inputs. Fails with {@code PARITY_FAILED} above {@link #TOLERANCE} or
     * if an output is not finite. The differences of storage in the result are 0.
     */
    static <S> Report check(NetworkGraph<S> graph, InferenceNetwork<S> trained, InferenceNetwork<S> exported) {
        S[] samples = graph.parityInputs();
        float[][] expected = embed(trained, samples);
        float[][] actual = embed(exported, samples);
        double largest = 0;
        Difference embeddings = new Difference();
        for (int i = 0; i < samples.length; i++) {
            if (expected[i].length != graph.dimension()) {
                throw new TrainingException(
                        Code.PARITY_FAILED,
                        "the trained network has embeddings of " + expected[i].length
                                + " values, the exported graph of " + graph.dimension()
                                + "; export the same network and input size");
            }
            for (int d = 0; d < expected[i].length; d++) {
                largest = Math.max(largest, Math.abs(expected[i][d]));
            }
            embeddings.add(expected[i], actual[i]);
        }
        double relative = embeddings.max == 0 ? 0 : embeddings.max / largest;
        // Both heads get the same embeddings, so that encoder and head are checked separately. A metric is the same
        // code on both sides, so it gets the embeddings of each side.
        float[][] scored = graph.metric().isEmpty() ? expected : actual;
        Difference scores = new Difference();
        List<int[]> pairs = pairs(samples.length);
        for (int i = 0; i < samples.length; i++) {
            pairs.add(new int[] {i, i});
        }
        scores.add(score(trained, expected, pairs), score(exported, scored, pairs));
        // Negated, so that NaN fails.
        if (!(relative <= TOLERANCE) || !(scores.max <= TOLERANCE)) {
            throw new TrainingException(
                    Code.PARITY_FAILED,
                    "the exported graph differs from the trained network by " + relative
                            + " of the largest embedding value and by " + scores.max + " in scores, at most "
                            + TOLERANCE
                            + " is allowed; check that the network is in inference mode, that batch normalization is"
                            + " folded with its running statistics, that both flatten as channel, row, column, and that"
                            + " both standardize features");
        }
        return new Report(embeddings.max, relative, scores.max, 0, 0);
    }

    /** Adds the differences of scores between two networks, over all pairs of the samples, to a report. */
    static <S> Report measureStorage(
            Report report, S[] samples, InferenceNetwork<S> exact, InferenceNetwork<S> compact) {
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

    private static <S> float[][] embed(InferenceNetwork<S> network, S[] samples) {
        float[][] embeddings = new float[samples.length][];
        for (int from = 0; from < samples.length; from += INPUTS_AT_ONCE) {
            int to = Math.min(from + INPUTS_AT_ONCE, samples.length);
            float[][] part = network.embed(Arrays.copyOfRange(samples, from, to));
            System.arraycopy(part, 0, embeddings, from, to - from);
        }
        return embeddings;
    }

    private static float[] score(InferenceNetwork<?> network, float[][] embeddings, List<int[]> pairs) {
        float[] scores = new float[pairs.size()];
        for (int from = 0; from < scores.length; from += PAIRS_AT_ONCE) {
            List<int[]> part = pairs.subList(from, Math.min(from + PAIRS_AT_ONCE, scores.length));
            float[][] left = part.stream().map(pair -> embeddings[pair[0]]).toArray(float[][]::new);
            float[][] right = part.stream().map(pair -> embeddings[pair[1]]).toArray(float[][]::new);
            System.arraycopy(network.score(left, right), 0, scores, from, part.size());
        }
        return scores;
    }

    /** The maximum and sum of absolute differences; NaN if one of them is NaN. */
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
