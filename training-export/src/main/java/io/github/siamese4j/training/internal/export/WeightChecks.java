package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.training.TrainingException;

/** Checks of layers and their weights. */
final class WeightChecks {

    private WeightChecks() {}

    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }

    static void requireValues(String name, float[] values, long length) {
        if (values.length != length) {
            throw new IllegalArgumentException(name + " must have " + length + " values: " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new TrainingException(
                        TrainingException.Code.WEIGHTS_NOT_FINITE,
                        name + "[" + i + "] is " + values[i] + ": the training diverged; export an earlier checkpoint");
            }
        }
    }
}
