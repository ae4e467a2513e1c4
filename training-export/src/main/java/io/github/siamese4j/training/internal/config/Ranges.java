package io.github.siamese4j.training.internal.config;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;

/** Checks of settings, which throw {@link Code#CONFIG_INVALID} with the name and the value. NaN is never in range. */
public final class Ranges {
    private Ranges() {}

    public static void atLeast(long least, String name, long value) {
        require(value >= least, name + " must be at least " + least + ": " + value);
    }

    public static void atLeast(double least, String name, double value) {
        require(value >= least, name + " must be at least " + plain(least) + ": " + value);
    }

    public static void above(double bound, String name, double value) {
        require(value > bound, name + " must be above " + plain(bound) + ": " + value);
    }

    /** Requires a value in [low, high]. */
    public static void within(double low, double high, String name, double value) {
        require(
                value >= low && value <= high,
                name + " must be in [" + plain(low) + ", " + plain(high) + "]: " + plain(value));
    }

    /** Requires a value in [0, 1). */
    public static void belowOne(String name, double value) {
        require(value >= 0 && value < 1, name + " must be in [0, 1): " + value);
    }

    public static void require(boolean condition, String message) {
        if (!condition) {
            throw new TrainingException(Code.CONFIG_INVALID, message);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
