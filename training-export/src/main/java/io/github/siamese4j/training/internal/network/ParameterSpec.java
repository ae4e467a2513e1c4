package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;

/**
 * A parameter of the network.
 *
 * @param name stable name, such as {@code trunk.block1.conv1.weight}
 * @param shape its shape
 * @param kind what role it has
 */
public record ParameterSpec(String name, Shape shape, Kind kind) {
    /** The role of a parameter. */
    public enum Kind {
        /** Kernel or matrix: trained, with weight decay. */
        WEIGHT,
        /** Bias, or shift of a batch normalization: trained, starts at 0. */
        BIAS,
        /** Scale of a batch normalization: trained, starts at 1. */
        SCALE,
        /** Running mean of a batch normalization, or mean of a feature: follows the data, starts at 0. */
        MEAN,
        /** Running variance of a batch normalization: follows the data, starts at 1. */
        VARIANCE,
        /** Standard deviation of a feature: follows the data, starts at 1. */
        DEVIATION;

        /**
         * Whether the optimizer changes it.
         *
         * @return false for statistics of the data
         */
        public boolean isTrained() {
            return this != MEAN && this != VARIANCE && this != DEVIATION;
        }
    }
}
