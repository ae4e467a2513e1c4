package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How models are run. Immutable; {@link #defaults()} suits a server that compares pictures on all its cores.
 *
 * @param device where to run; {@link Device#AUTO} by default
 * @param threads threads that work on one run on the processor, in 1..1024; all cores by default
 * @param batchSize most pictures encoded in one run, in 1..1024; bounds the memory of the runtime; 32 by default
 * @param imageLimits what pictures are refused
 * @param deadline how long one call may take, waiting for others included; empty (the default) for no limit
 * @param integerHead whether a learned head {@linkplain PairScorer#rank ranks} in integers, which is several times
 *     faster on the CPU and has no effect on the GPU. Only {@code rank} and gallery searches change; scores stay
 *     float32. In lists of 128 and more, all candidates are estimated, and the best 64 (or 2 · k, if that is more) are
 *     scored in float32. A candidate with a score close to the k-th best can be missed. Loading takes longer, and fails
 *     with {@code MODEL_MISMATCH} unless the head has two dense layers as siamese4j exports it. Off by default
 */
public record RuntimeOptions(
        Device device,
        int threads,
        int batchSize,
        ImageLimits imageLimits,
        Optional<Duration> deadline,
        boolean integerHead) {

    private static final int MOST = 1024;

    /** Checks the ranges. */
    public RuntimeOptions {
        requireNonNull(device, "device");
        requireNonNull(imageLimits, "imageLimits");
        requireRange("threads", threads);
        requireRange("batchSize", batchSize);
        deadline.ifPresent(limit -> {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("deadline must be longer than nothing: " + limit);
            }
        });
    }

    /**
     * AUTO, all cores, batches of 32, {@link ImageLimits#defaults()}, no deadline.
     *
     * @return the options that hold unless others are given
     */
    public static RuntimeOptions defaults() {
        int cores = Math.min(MOST, Runtime.getRuntime().availableProcessors());
        return new RuntimeOptions(Device.AUTO, cores, 32, ImageLimits.defaults(), Optional.empty(), false);
    }

    /**
     * The same on another device.
     *
     * @param other where to run
     * @return a copy
     */
    public RuntimeOptions withDevice(Device other) {
        return new RuntimeOptions(other, threads, batchSize, imageLimits, deadline, integerHead);
    }

    /**
     * The same with another number of threads.
     *
     * @param other threads that work on one run, in 1..1024
     * @return a copy
     */
    public RuntimeOptions withThreads(int other) {
        return new RuntimeOptions(device, other, batchSize, imageLimits, deadline, integerHead);
    }

    /**
     * The same with another batch size.
     *
     * @param other most pictures encoded in one run, in 1..1024
     * @return a copy
     */
    public RuntimeOptions withBatchSize(int other) {
        return new RuntimeOptions(device, threads, other, imageLimits, deadline, integerHead);
    }

    /**
     * The same with other limits on pictures.
     *
     * @param other what pictures are refused
     * @return a copy
     */
    public RuntimeOptions withImageLimits(ImageLimits other) {
        return new RuntimeOptions(device, threads, batchSize, other, deadline, integerHead);
    }

    /**
     * The same with a deadline.
     *
     * @param other how long one call may take, longer than nothing
     * @return a copy
     */
    public RuntimeOptions withDeadline(Duration other) {
        return new RuntimeOptions(device, threads, batchSize, imageLimits, Optional.of(other), integerHead);
    }

    /**
     * Returns a copy with or without an integer head.
     *
     * @param other whether a learned head ranks in integers
     * @return the copy
     */
    public RuntimeOptions withIntegerHead(boolean other) {
        return new RuntimeOptions(device, threads, batchSize, imageLimits, deadline, other);
    }

    private static void requireRange(String name, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(name + " must be in 1.." + MOST + ": " + value);
        }
    }
}
