package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;
import java.util.Objects;

/**
 * The learning rate of each step, and with it how many steps there are. The {@linkplain Shape shapes} that go by epochs
 * give the numbers of the Keras and PyTorch siamese networks this library takes over from.
 *
 * @param peak the largest learning rate, above 0
 * @param floorRatio the smallest one as a share of the peak, in [0, 1]; above 0 for {@link Shape#EPOCH_DECAY}
 * @param warmupSteps {@link Shape#COSINE}: steps until the peak is reached; else 0
 * @param tailSteps {@link Shape#COSINE}: last steps at the floor; else 0
 * @param steps all steps, at least 1
 * @param shape the curve; null stands for {@link Shape#COSINE}
 * @param stepsPerEpoch steps that make an epoch, at least 1; 0 stands for 1
 */
public record LearningRateSchedule(
        double peak, double floorRatio, long warmupSteps, long tailSteps, long steps, Shape shape, long stepsPerEpoch) {
    private static final double EDGE_SHARE = 0.05;
    private static final double LONGEST_WARMUP = 3;
    private static final double LONGEST_TAIL = 15;
    private static final double WARMUP_START = 0.1;
    private static final double LOWEST_WARMUP_START = 1e-6;
    private static final int DECAY_LEVELS = 10;

    /** The curve. */
    public enum Shape {
        /** By steps: linear warm-up, half a cosine from the peak to the floor, and a flat tail. */
        COSINE,
        /**
         * By epochs, as in YOLOX (Ge et al. 2021): warm-up from a tenth of the peak (but at least 1e-6) with the square
         * of the progress, half a cosine down to the floor, and a flat tail. Of E epochs, min(max(0.05 E, 1), 3) are
         * warm-up and min(max(0.05 E, 1), 15) are tail.
         */
        EPOCH_COSINE,
        /** By epochs: 10 equally long levels from the peak to the floor, each the same share of the one before. */
        EPOCH_DECAY,
        /** The peak throughout. */
        CONSTANT
    }

    /**
     * Checks the ranges.
     *
     * @param peak the largest learning rate, above 0
     * @param floorRatio the smallest one as a share of the peak, in [0, 1]; above 0 for {@link Shape#EPOCH_DECAY}
     * @param warmupSteps {@link Shape#COSINE}: steps until the peak is reached; else 0
     * @param tailSteps {@link Shape#COSINE}: last steps at the floor; else 0
     * @param steps all steps, at least 1
     * @param shape the curve; null (a configuration without it) stands for {@link Shape#COSINE}
     * @param stepsPerEpoch steps that make an epoch, at least 1; 0 (a configuration without it) stands for 1
     */
    @SuppressWarnings("NullAway") // JSON without the member calls this with null.
    public LearningRateSchedule {
        shape = Objects.requireNonNullElse(shape, Shape.COSINE);
        stepsPerEpoch = stepsPerEpoch == 0 ? 1 : stepsPerEpoch;
        if (!(peak > 0 && floorRatio >= 0 && floorRatio <= 1)
                || warmupSteps < 0
                || tailSteps < 0
                || steps < 1
                || warmupSteps + tailSteps > steps) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "learning rate must be above 0, its floor in [0, 1], and warm-up plus tail at most the steps: "
                            + peak + ", " + floorRatio + ", " + warmupSteps + " + " + tailSteps + " of " + steps);
        }
        if (stepsPerEpoch < 1 || (shape != Shape.COSINE && warmupSteps + tailSteps > 0)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "stepsPerEpoch must be at least 1, and warmupSteps and tailSteps 0 for " + shape + ": "
                            + stepsPerEpoch + ", " + warmupSteps + ", " + tailSteps);
        }
        if (shape == Shape.EPOCH_DECAY && (floorRatio == 0 || epochs(steps, stepsPerEpoch) < DECAY_LEVELS)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "EPOCH_DECAY needs a floor above 0 and at least " + DECAY_LEVELS + " epochs: " + floorRatio + ", "
                            + epochs(steps, stepsPerEpoch) + "; train longer or use EPOCH_COSINE");
        }
    }

    /**
     * A cosine by steps.
     *
     * @param peak the largest learning rate, above 0
     * @param floorRatio the smallest one as a share of the peak, in [0, 1]
     * @param warmupSteps steps until the peak is reached
     * @param tailSteps last steps at the floor
     * @param steps all steps, at least 1
     */
    public LearningRateSchedule(double peak, double floorRatio, long warmupSteps, long tailSteps, long steps) {
        this(peak, floorRatio, warmupSteps, tailSteps, steps, Shape.COSINE, 1);
    }

    /**
     * A curve by epochs.
     *
     * @param shape the curve, not {@link Shape#COSINE} unless it has neither warm-up nor tail
     * @param peak the largest learning rate, above 0
     * @param floorRatio the smallest one as a share of the peak, in [0, 1]; 0.01 where this library takes over
     * @param epochs how many, at least 1
     * @param stepsPerEpoch steps that make an epoch, at least 1
     * @return the schedule
     */
    public static LearningRateSchedule ofEpochs(
            Shape shape, double peak, double floorRatio, long epochs, long stepsPerEpoch) {
        return new LearningRateSchedule(peak, floorRatio, 0, 0, epochs * stepsPerEpoch, shape, stepsPerEpoch);
    }

    /**
     * One learning rate.
     *
     * @param rate the learning rate, above 0
     * @param steps all steps, at least 1
     * @return the schedule
     */
    public static LearningRateSchedule constant(double rate, long steps) {
        return new LearningRateSchedule(rate, 1, 0, 0, steps, Shape.CONSTANT, 1);
    }

    /**
     * How many epochs the steps make; the last may be incomplete.
     *
     * @return at least 1
     */
    public long epochs() {
        return epochs(steps, stepsPerEpoch);
    }

    /**
     * The learning rate of a step.
     *
     * @param step from 0
     * @return a value from above 0 to the peak
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
        // The exact remainder, not the rounded quotient: 9 / 1.8 rounds to 5, but 1.8 is a little more than 9 / 5.
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
     * The same curve over a number of epochs; warm-up and tail are shortened when they do not fit.
     *
     * @param count how many, at least 1
     * @param length steps that make an epoch, at least 1
     * @return a copy
     */
    public LearningRateSchedule withEpochs(long count, long length) {
        long all = count * length;
        long warm = Math.min(warmupSteps, all);
        return new LearningRateSchedule(peak, floorRatio, warm, Math.min(tailSteps, all - warm), all, shape, length);
    }
}
