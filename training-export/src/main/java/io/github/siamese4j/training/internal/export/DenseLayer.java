package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.Weights.requirePositive;
import static io.github.siamese4j.training.internal.export.Weights.requireValues;

import io.github.siamese4j.training.TrainingException;

/**
 * A fully connected layer, {@code y = W·x + b}, without activation.
 *
 * @param inputs number of values read, at least 1
 * @param outputs number of values written, at least 1
 * @param weights {@code [outputs, inputs]}, row-major; not copied, must not change
 * @param bias {@code [outputs]}; not copied, must not change
 */
@SuppressWarnings("ArrayRecordComponent") // millions of weights are handed through, a copy per step would not fit
public record DenseLayer(int inputs, int outputs, float[] weights, float[] bias) {

    /**
     * Checks lengths and values.
     *
     * @throws TrainingException {@code WEIGHTS_NOT_FINITE} if a value is NaN or infinite
     */
    public DenseLayer {
        requirePositive("inputs", inputs);
        requirePositive("outputs", outputs);
        requireValues("dense weights", weights, (long) outputs * inputs);
        requireValues("dense bias", bias, outputs);
    }

    @Override
    public String toString() {
        return "DenseLayer[" + inputs + " → " + outputs + "]";
    }
}
