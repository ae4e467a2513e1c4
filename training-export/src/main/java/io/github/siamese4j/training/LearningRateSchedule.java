package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * The learning rate of each step and the number of steps. The {@linkplain Shape shapes} by epochs are those of the
 * Keras and PyTorch siamese networks that this library succeeds.
 *
 * @param peak largest learning rate, above 0
 * @param floorRatio smallest learning rate as a share of the peak, in [0, 1]; above 0 for {@link Shape#EPOCH_DECAY}
 * @param warmupSteps {@link Shape#COSINE}: steps until the peak is reached; otherwise 0
 * @param tailSteps {@link Shape#COSINE}: last steps at the floor; otherwise 0
 * @param steps number of steps, at least 1
 * @param shape curve
 * @param stepsPerEpoch steps of an epoch, at least 1
 */
public record LearningRateSchedule(
        double peak, double floorRatio, long warmupSteps, long tailSteps, long steps, Shape shape, long stepsPerEpoch) {
    private static final double EDGE_SHARE = 0.05;
    private static final double LONGEST_WARMUP = 3;
    private static final double LONGEST_TAIL = 15;
    private static final double WARMUP_START = 0.1;
    private static final double LOWEST_WARMUP_START = 1e-6;
    private static final int DECAY_LEVELS = 10;

    /** The curve of the learning rate. */
    public enum Shape {
        /** By steps: linear warm-up, half a cosine from the peak to the floor, and a flat tail. */
        COSINE,
        /**
         * By epochs, as in YOLOX (Ge et al. 2021): warm-up from a tenth of the peak (at least 1e-6) with the square of
         * the progress, half a cosine down to the floor, and a flat tail. Of E epochs, min(max(0.05 E, 1), 3) are
         * warm-up and min(max(0.05 E, 1), 15) are tail.
         */
        EPOCH_COSINE,
        /** By epochs: 10 levels of equal length from the peak to the floor, with a constant ratio between levels. */
        EPOCH_DECAY,
        /** The peak for all steps. */
        CONSTANT
    }

    /** Creates the schedule and checks its ranges. */
    public LearningRateSchedule {
        Ranges.above(0, "peak", peak);
        Ranges.within(0, 1, "floorRatio", floorRatio);
        Ranges.atLeast(0, "warmupSteps", warmupSteps);
        Ranges.atLeast(0, "tailSteps", tailSteps);
        Ranges.atLeast(1, "steps", steps);
        Ranges.atLeast(1, "stepsPerEpoch", stepsPerEpoch);
        Ranges.require(
                warmupSteps + tailSteps <= steps,
                "warmupSteps and tailSteps must be at most the steps: " + warmupSteps + " + " + tailSteps + " of "
                        + steps);
        Ranges.require(
                shape == Shape.COSINE || warmupSteps + tailSteps == 0,
                "warmupSteps and tailSteps must be 0 for " + shape + ": " + warmupSteps + ", " + tailSteps);
        Ranges.require(
                shape != Shape.EPOCH_DECAY || (floorRatio > 0 && epochs(steps, stepsPerEpoch) >= DECAY_LEVELS),
                "EPOCH_DECAY needs a floor above 0 and at least " + DECAY_LEVELS + " epochs: " + floorRatio + ", "
                        + epochs(steps, stepsPerEpoch) + "; train longer or use EPOCH_COSINE");
    }

    /** Creates a {@link Shape#COSINE} by steps; an epoch has one step. */
    public LearningRateSchedule(double peak, double floorRatio, long warmupSteps, long tailSteps, long steps) {
        this(peak, floorRatio, warmupSteps, tailSteps, steps, Shape.COSINE, 1);
    }

    /**
     * {@return a schedule by epochs, without warm-up and tail for {@link Shape#COSINE}}
     *
     * @param shape curve
     * @param peak largest learning rate, above 0
     * @param floorRatio smallest learning rate as a share of the peak, in [0, 1]; 0.01 in the original networks
     * @param epochs number of epochs, at least 1
     * @param stepsPerEpoch steps of an epoch, at least 1
     */
    public static LearningRateSchedule ofEpochs(
            Shape shape, double peak, double floorRatio, long epochs, long stepsPerEpoch) {
        return new LearningRateSchedule(peak, floorRatio, 0, 0, epochs * stepsPerEpoch, shape, stepsPerEpoch);
    }

    /**
     * {@return a schedule with a constant learning rate}
     *
     * @param rate learning rate, above 0
     * @param steps number of steps, at least 1
     */
    public static LearningRateSchedule constant(double rate, long steps) {
        return new LearningRateSchedule(rate, 1, 0, 0, steps, Shape.CONSTANT, 1);
    }

    /** {@return the number of epochs, at least 1; the last one can be incomplete} */
    public long epochs() {
        return epochs(steps, stepsPerEpoch);
    }

    /**
     * {@return the learning rate of a step, at least 0 and at most the peak}
     *
     * @param step the step, from 0
     */
    public double at(long step) {
        return switch (shape) {
            case COSINE -> cosine(step);
            case EPOCH_COSINE -> epochCosine(step / stepsPerEpoch);
            case EPOCH_DECAY -> epochDecay(step / stepsPerEpoch);
            case CONSTANT -> peak;
        };
    }

    private double cosine(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        long falling = steps - warmupSteps - tailSteps;
        return step >= warmupSteps + falling ? floor() : falling((double) (step - warmupSteps) / falling);
    }

    private double epochCosine(long epoch) {
        double total = (double) epochs();
        double warmup = Math.min(Math.max(EDGE_SHARE * total, 1), LONGEST_WARMUP);
        double tail = Math.min(Math.max(EDGE_SHARE * total, 1), LONGEST_TAIL);
        if (epoch <= warmup) {
            double start = Math.max(WARMUP_START * peak, LOWEST_WARMUP_START);
            double progress = epoch / warmup;
            return (peak - start) * progress * progress + start;
        }
        return epoch >= total - tail ? floor() : falling((epoch - warmup) / (total - warmup - tail));
    }

    private double epochDecay(long epoch) {
        double share = Math.pow(floorRatio, 1.0 / (DECAY_LEVELS - 1));
        double length = (double) epochs() / DECAY_LEVELS;
        // The remainder is exact, the quotient is not: 9 / 1.8 rounds to 5, but the double 1.8 is above 9 / 5.
        double level = Math.rint((epoch - epoch % length) / length);
        return peak * Math.pow(share, level);
    }

    private double falling(double progress) {
        return floor() + (peak - floor()) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }

    private double floor() {
        return peak * floorRatio;
    }

    private static long epochs(long steps, long stepsPerEpoch) {
        return (steps + stepsPerEpoch - 1) / stepsPerEpoch;
    }

    /**
     * {@return a copy with another number of epochs} Warm-up and tail are shortened if they do not fit.
     *
     * @param count number of epochs, at least 1
     * @param length steps of an epoch, at least 1
     */
    public LearningRateSchedule withEpochs(long count, long length) {
        long all = count * length;
        long warm = Math.min(warmupSteps, all);
        return new LearningRateSchedule(peak, floorRatio, warm, Math.min(tailSteps, all - warm), all, shape, length);
    }
}
