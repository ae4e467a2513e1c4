package io.github.siamese4j.internal.runtime;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The moment a call must be done by. Immutable. */
public final class Deadline {

    private final Optional<Duration> limit;
    private final long start = System.nanoTime();

    private Deadline(Optional<Duration> limit) {
        this.limit = limit;
    }

    /**
     * A deadline counted from now.
     *
     * @param limit how long from now; empty for never
     * @return the deadline
     */
    public static Deadline in(Optional<Duration> limit) {
        return new Deadline(limit);
    }

    /**
     * Takes a permit, waiting no longer than the deadline.
     *
     * @param permits where from
     * @throws InferenceException {@code TIMEOUT}, or {@code INTERRUPTED} with the thread's interrupt status kept
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

    long remainingNanos() {
        return limit.isEmpty() ? Long.MAX_VALUE : Math.max(0, limit.get().toNanos() - (System.nanoTime() - start));
    }

    InferenceException expired() {
        return new InferenceException(
                ErrorCode.TIMEOUT,
                "the call was not done within " + limit.map(Duration::toString).orElse("ever")
                        + "; raise the deadline of RuntimeOptions or send fewer pictures at once");
    }
}
