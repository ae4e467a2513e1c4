package io.github.siamese4j.training.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares two networks that should compute the same. */
final class ParityCheck {

    /**
     * Largest difference that two correct float32 implementations may show: of embeddings as a fraction of their largest value,
     * of scores as it is. Summation order alone makes about 1e-6 over the thirteen convolutions of VGG16.
     */
    static final double TOLERANCE = 1e-4;

    private static final int PICTURES_AT_ONCE = 16;
    private static final int PAIRS_AT_ONCE = 256;

    private ParityCheck() {}

    /**
     * Compares embeddings and scores of generated pictures.
     *
     * @return the differences, those of storage left 0
     * @throws ExportException {@code PARITY_FAILED} if they are above {@link #TOLERANCE} or an output is not finite
     */
    static ExportReport check(TwinGraph twin, ReferenceNetwork trained, ReferenceNetwork exported) {
        byte[][] pictures = ProbePictures.of(twin.height(), twin.width());
        float[][] expected = embed(trained, pictures);
        float[][] actual = embed(exported, pictures);
        requireLength(expected, twin.embeddingSize());
        double largest = 0;
        Difference embeddings = new Difference();
        for (int i = 0; i < pictures.length; i++) {
            for (int d = 0; d < expected[i].length; d++) {
                largest = Math.max(largest, Math.abs(expected[i][d]));
            }
            embeddings.add(expected[i], actual[i]);
        }
        double relative = embeddings.max == 0 ? 0 : embeddings.max / largest;
        // Both scorers get the same embeddings, so that each half of the network answers for itself.
        Difference scores = new Difference();
        List<int[]> pairs = pairs(pictures.length);
        for (int i = 0; i < pictures.length; i++) {
            pairs.add(new int[] {i, i});
        }
        scores.add(score(trained, expected, pairs), score(exported, expected, pairs));
        // Negated, so that NaN fails.
        if (!(relative <= TOLERANCE) || !(scores.max <= TOLERANCE)) {
            throw new ExportException(
                    ExportException.Code.PARITY_FAILED,
                    "the exported graph differs from the network that was trained by " + relative
                            + " of the largest embedding value and by " + scores.max + " in scores, at most "
                            + TOLERANCE
                            + " is allowed: check that the network is in inference mode, that batch normalization was"
                            + " folded with its running statistics, and that both flatten as channel, row, column");
        }
        return new ExportReport(embeddings.max, relative, scores.max, 0, 0);
    }

    /** Adds to a report what storage costs: the scores of all pairs of pictures, by one network and by the other. */
    static ExportReport measure(
            ExportReport report, byte[][] pictures, ReferenceNetwork exact, ReferenceNetwork compact) {
        List<int[]> pairs = pairs(pictures.length);
        Difference scores = new Difference();
        scores.add(score(exact, embed(exact, pictures), pairs), score(compact, embed(compact, pictures), pairs));
        return new ExportReport(
                report.embeddingDifference(),
                report.embeddingRelative(),
                report.scoreDifference(),
                scores.max,
                scores.sum / scores.count);
    }

    private static List<int[]> pairs(int pictures) {
        List<int[]> pairs = new ArrayList<>();
        for (int left = 0; left < pictures; left++) {
            for (int right = left + 1; right < pictures; right++) {
                pairs.add(new int[] {left, right});
            }
        }
        return pairs;
    }

    private static float[][] embed(ReferenceNetwork network, byte[][] pictures) {
        float[][] embeddings = new float[pictures.length][];
        for (int from = 0; from < pictures.length; from += PICTURES_AT_ONCE) {
            int to = Math.min(from + PICTURES_AT_ONCE, pictures.length);
            float[][] part = network.embed(Arrays.copyOfRange(pictures, from, to));
            System.arraycopy(part, 0, embeddings, from, to - from);
        }
        return embeddings;
    }

    private static float[] score(ReferenceNetwork network, float[][] embeddings, List<int[]> pairs) {
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
                throw new ExportException(
                        ExportException.Code.PARITY_FAILED,
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
