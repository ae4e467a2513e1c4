package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Options for running models. Immutable. {@link #defaults()} suits a server that compares images on all its cores.
 *
 * @param device the device; {@link Device#AUTO} by default
 * @param threads the number of threads that work on one run on the CPU, in 1..1024; all cores by default
 * @param batchSize the maximum number of images encoded in one run, in 1..1024; bounds the memory of the runtime; 32 by
 *     default
 * @param imageLimits the limits beyond which images are refused; {@link ImageLimits#defaults()} by default
 * @param deadline the maximum duration of a call, including the time it waits for other calls; empty (no limit) by
 *     default. A stream of an image that blocks is not interrupted: set a timeout where the stream comes from
 * @param integerHead whether a learned head {@linkplain PairScorer#rank ranks} in integers, which is several times
 *     faster on the CPU and has no effect on the GPU. Only {@code rank} and gallery searches change; scores stay
 *     float32. In lists of at least twice max(64, 2 · k) candidates, all are estimated, and the best max(64, 2 · k) are
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
                throw new IllegalArgumentException("deadline must be positive: " + limit);
            }
        });
    }

    /**
     * {@return the defaults: {@link Device#AUTO}, all cores, batches of 32, {@link ImageLimits#defaults()}, no
     * deadline, no integer head}
     */
    public static RuntimeOptions defaults() {
        int cores = Math.min(MOST, Runtime.getRuntime().availableProcessors());
        return new RuntimeOptions(Device.AUTO, cores, 32, ImageLimits.defaults(), Optional.empty(), false);
    }

    /**
     * {@return a copy with another device}
     *
     * @param other the device
     */
    public RuntimeOptions withDevice(Device other) {
        return new RuntimeOptions(other, threads, batchSize, imageLimits, deadline, integerHead);
    }

    /**
     * {@return a copy with another number of threads}
     *
     * @param other the number of threads that work on one run, in 1..1024
     */
    public RuntimeOptions withThreads(int other) {
        return new RuntimeOptions(device, other, batchSize, imageLimits, deadline, integerHead);
    }

    /**
     * {@return a copy with another batch size}
     *
     * @param other the maximum number of images encoded in one run, in 1..1024
     */
    public RuntimeOptions withBatchSize(int other) {
        return new RuntimeOptions(device, threads, other, imageLimits, deadline, integerHead);
    }

    /**
     * {@return a copy with other limits on images}
     *
     * @param other the limits
     */
    public RuntimeOptions withImageLimits(ImageLimits other) {
        return new RuntimeOptions(device, threads, batchSize, other, deadline, integerHead);
    }

    /**
     * {@return a copy with a deadline}
     *
     * @param other the maximum duration of a call, positive
     */
    public RuntimeOptions withDeadline(Duration other) {
        return new RuntimeOptions(device, threads, batchSize, imageLimits, Optional.of(other), integerHead);
    }

    /**
     * {@return a copy with or without an integer head}
     *
     * @param other whether a learned head ranks in integers
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
