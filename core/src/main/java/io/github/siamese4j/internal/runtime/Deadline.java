package io.github.siamese4j.internal.runtime;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The time by which a call must be done. Immutable. */
final class Deadline {

    /** About 146 years: half the range, so that sums with {@link System#nanoTime} do not overflow. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final Optional<Duration> limit;
    private final long start = System.nanoTime();

    private Deadline(Optional<Duration> limit) {
        this.limit = limit;
    }

    /** Returns the deadline that is reached after a duration from now, or never if it is empty. */
    static Deadline in(Optional<Duration> limit) {
        return new Deadline(limit.map(wanted -> wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST));
    }

    /**
     * Takes a permit, or throws {@code TIMEOUT}, or {@code INTERRUPTED} with the interrupt status of the thread kept.
     */
    void acquire(Semaphore permits) {
        try {
            if (limit.isEmpty()) {
                permits.acquire();
            } else if (!permits.tryAcquire(remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw expired();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InferenceException(
                    ErrorCode.INTERRUPTED, "the calling thread was interrupted while it waited for its turn", e);
        }
    }

    boolean isLimited() {
        return limit.isPresent();
    }

    /** Returns the remaining time in nanoseconds, at least 0. */
    long remainingNanos() {
        return limit.map(wanted -> Math.max(0, wanted.toNanos() - (System.nanoTime() - start)))
                .orElse(Long.MAX_VALUE);
    }

    /** Returns the exception for a call that was not done in time. */
    InferenceException expired() {
        return new InferenceException(
                ErrorCode.TIMEOUT,
                "the call was not done within " + limit.map(Duration::toString).orElse("its deadline")
                        + "; raise the deadline of RuntimeOptions or send fewer images at once");
    }
}
