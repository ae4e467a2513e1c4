package io.github.siamese4j.internal.score;

import io.github.siamese4j.internal.model.OnnxFile;

/**
 * The learned head with its rectifier replaced by a share for each hidden value: of the differences d it makes
 * {@code direction · d}, one product instead of H. Where few hidden values change sides, that is nearly what the head
 * makes, but for a constant.
 */
public final class LinearHead {

    private final HeadWeights head;

    private LinearHead(HeadWeights head) {
        this.head = head;
    }

    /**
     * Reads the weights.
     *
     * @param scorer a head as this project exports it
     * @return the head
     * @throws io.github.siamese4j.ModelException {@code MODEL_MISMATCH} if the scorer is another kind of network
     */
    public static LinearHead of(OnnxFile scorer) {
        return new LinearHead(HeadWeights.read(scorer));
    }

    /**
     * How many hidden values there are.
     *
     * @return H
     */
    public int hidden() {
        return head.outputs();
    }

    /**
     * What the head makes of hidden values, before the sigmoid.
     *
     * @param hidden before the rectifier, {@code [n, H]}
     * @param row which row
     * @return the logit
     */
    public double logit(float[] hidden, int row) {
        double sum = head.outputBias();
        for (int h = 0; h < hidden(); h++) {
            sum += Math.max(0, hidden[row * hidden() + h]) * head.output()[h];
        }
        return sum;
    }

    /**
     * What this makes of hidden values.
     *
     * @param hidden before the rectifier, {@code [n, H]}
     * @param row which row
     * @param shares {@code [H]}
     * @return {@code direction · d} of the differences the hidden values are of
     */
    public double estimate(float[] hidden, int row, float[] shares) {
        double sum = 0;
        for (int h = 0; h < hidden(); h++) {
            sum += (hidden[row * hidden() + h] - head.bias()[h]) * (shares[h] * head.output()[h]);
        }
        return sum;
    }

    /**
     * What differences are multiplied with.
     *
     * @param shares how much of each hidden value passes, in [0, 1], {@code [H]}
     * @return {@code [K]}, 0 from D on
     */
    public float[] direction(float[] shares) {
        float[] direction = new float[IntegerHead.rowBytes(head.inputs())];
        byte[] weights = head.hidden();
        for (int h = 0; h < hidden(); h++) {
            float factor = shares[h] * head.output()[h] * head.scale()[h];
            int from = h * head.inputs();
            for (int d = 0; d < head.inputs() && factor != 0; d++) {
                direction[d] += factor * weights[from + d];
            }
        }
        return direction;
    }
}
