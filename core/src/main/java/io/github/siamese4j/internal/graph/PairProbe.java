package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.runtime.GraphProbe;
import io.github.siamese4j.internal.runtime.GraphProbe.Floats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;

/** Finds out whether a twin scores the pairs of a batch independently of each other, and what their order changes. */
final class PairProbe {

    /** Generated rows; each is compared with each. */
    private static final int ROWS = 4;

    private static final double TOLERANCE = 1e-3;
    private static final int LEVELS = 256;

    private PairProbe() {}

    /**
     * Returns the largest difference of a score between both orders of a pair; 0 if all scores are equal to the last
     * bit. Throws {@code MODEL_INVALID} if the graph cannot run, or if the score of a pair depends on its batch.
     */
    static double orderDifference(AdaptedPair pair, TwinOutput meaning, int threads) {
        String location = pair.graph().location();
        ByteBuffer model = pair.graph().model(pair.scorer(meaning, false)).encode(location);
        float[][] rows = rows(pair.rows());
        double largest = 0;
        try (GraphProbe probe = GraphProbe.open(model, location, threads)) {
            // All rows against the first one, in one batch and each alone; a whole twin can take long.
            float[] forward = run(probe, location, rows, rows[0]);
            float[] backward = run(probe, location, rows[0], rows);
            for (int i = 0; i < ROWS; i++) {
                for (int j = i; j < ROWS; j++) {
                    float alone = run(probe, location, new float[][] {rows[j]}, rows[i])[0];
                    float swapped = run(probe, location, rows[i], new float[][] {rows[j]})[0];
                    largest = Math.max(largest, Math.abs((double) alone - swapped));
                    requireClose(location, alone, i == 0 ? forward[j] : alone);
                    requireClose(location, swapped, i == 0 ? backward[j] : swapped);
                    if (i == 0) {
                        largest = Math.max(largest, Math.abs((double) forward[j] - backward[j]));
                    }
                }
            }
        }
        return largest;
    }

    private static void requireClose(String location, float alone, float batch) {
        if (!Float.isFinite(alone)) {
            throw invalid(location + " returns " + alone
                    + " for two images; check range, mean and deviation, or export the model again");
        }
        if (!(Math.abs(alone - batch) <= TOLERANCE)) {
            throw invalid(location + " returns another score for a pair in a batch than for the same pair alone, "
                    + batch + " and " + alone + "; export the model in inference mode, without dropout");
        }
    }

    private static float[] run(GraphProbe probe, String location, float[][] left, float[] right) {
        return run(probe, location, left, new float[][] {right});
    }

    private static float[] run(GraphProbe probe, String location, float[] left, float[][] right) {
        return run(probe, location, new float[][] {left}, right);
    }

    private static float[] run(GraphProbe probe, String location, float[][] left, float[][] right) {
        float[] scores = probe.run(Map.of(AdaptedPair.LEFT, tensor(left), AdaptedPair.RIGHT, tensor(right)))
                .values()
                .iterator()
                .next()
                .values();
        int pairs = Math.max(left.length, right.length);
        if (scores.length != pairs) {
            throw invalid(location + " returns " + scores.length + " values for " + pairs
                    + " pairs; a twin returns one for each: choose another output");
        }
        return scores;
    }

    private static Floats tensor(float[][] rows) {
        FloatBuffer values = ByteBuffer.allocateDirect(rows.length * rows[0].length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (float[] row : rows) {
            values.put(row);
        }
        return new Floats(values.flip(), new long[] {rows.length, rows[0].length});
    }

    /** Returns noise, half of it coarse: values that stay the same over stretches of a row. */
    private static float[][] rows(PairRows kind) {
        Random random = new Random(ROWS);
        float[][] rows = new float[ROWS][Math.toIntExact(kind.dimension())];
        for (int i = 0; i < ROWS; i++) {
            float value = 0;
            for (int d = 0; d < rows[i].length; d++) {
                if (i % 2 == 0 || d % 97 == 0) {
                    value = kind.isImage() ? random.nextInt(LEVELS) : (float) random.nextGaussian();
                }
                rows[i][d] = value;
            }
        }
        return rows;
    }

    private static ModelException invalid(String message) {
        return new ModelException(ErrorCode.MODEL_INVALID, message);
    }
}
