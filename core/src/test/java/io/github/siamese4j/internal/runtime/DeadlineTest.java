package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTest {

    @Test
    void remainingTimeFallsToZero() throws InterruptedException {
        Deadline deadline = Deadline.in(Optional.of(Duration.ofMillis(30)));
        long first = deadline.remainingNanos();
        assertThat(first).isPositive().isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
        Thread.sleep(35);
        assertThat(deadline.remainingNanos()).isZero();
        assertThat(deadline.isLimited()).isTrue();
    }

    @Test
    void withoutLimitItIsNeverReached() {
        Deadline never = Deadline.in(Optional.empty());
        assertThat(never.isLimited()).isFalse();
        assertThat(never.remainingNanos()).isEqualTo(Long.MAX_VALUE);
        Semaphore permits = new Semaphore(1);
        never.acquire(permits);
        assertThat(permits.availablePermits()).isZero();
    }

    @Test
    void durationsOfCenturiesDoNotOverflow() {
        for (Duration limit : new Duration[] {Duration.ofDays(365 * 50_000L), Duration.ofSeconds(Long.MAX_VALUE)}) {
            Deadline deadline = Deadline.in(Optional.of(limit));
            assertThat(deadline.remainingNanos())
                    .isGreaterThan(Duration.ofDays(365 * 100).toNanos());
            Semaphore permits = new Semaphore(1);
            deadline.acquire(permits);
            assertThat(permits.availablePermits()).isZero();
        }
    }

    @Test
    void waitingPastTheDeadlineIsATimeout() {
        Deadline deadline = Deadline.in(Optional.of(Duration.ofMillis(20)));
        Semaphore none = new Semaphore(0);
        long start = System.nanoTime();
        assertThatThrownBy(() -> deadline.acquire(none))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))
                .hasMessageContaining("PT0.02S");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(19));
    }

    @Test
    void anInterruptWhileWaitingIsReportedAndKept() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Deadline.in(Optional.empty()).acquire(new Semaphore(0)))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
    }
}
