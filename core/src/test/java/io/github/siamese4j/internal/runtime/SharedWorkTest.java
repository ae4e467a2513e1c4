package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedWorkTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 4", "1, 0", "1, 4", "7, 2", "1009, 1", "1009, 16"})
    void everyPieceIsDoneOnce(int size, int helpers) {
        AtomicIntegerArray done = new AtomicIntegerArray(size);
        SharedWork.start(size, helpers, done::incrementAndGet).finish();
        for (int i = 0; i < size; i++) {
            assertThat(done.get(i)).as("piece %d", i).isEqualTo(1);
        }
    }

    @Test
    void withoutHelpersTheCallerDoesAllInOrder() {
        Thread caller = Thread.currentThread();
        StringBuilder order = new StringBuilder();
        SharedWork work = SharedWork.start(
                5, 0, piece -> order.append(piece).append(Thread.currentThread() == caller ? "c" : "h"));
        assertThat(order).isEmpty();
        work.finish();
        assertThat(order).hasToString("0c1c2c3c4c");
    }

    @Test
    void helpersWorkBeforeTheCallerDoes() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        SharedWork work = SharedWork.start(3, 1, piece -> {
            threads.add(Thread.currentThread());
            begun.countDown();
        });
        begun.await();
        work.finish();
        assertThat(threads).anyMatch(thread -> thread != Thread.currentThread() && thread.isDaemon());
    }

    @Test
    void failuresBelongToTheirPieces() {
        IllegalStateException exception = new IllegalStateException("three");
        AssertionError error = new AssertionError("five");
        SharedWork work = SharedWork.start(8, 2, piece -> {
            if (piece == 3) {
                throw exception;
            }
            if (piece == 5) {
                throw error;
            }
        });
        work.finish();
        for (int i = 0; i < 8; i++) {
            assertThat(work.failure(i)).isSameAs(i == 3 ? exception : i == 5 ? error : null);
        }
        work.rethrow(4);
        assertThatThrownBy(() -> work.rethrow(3)).isSameAs(exception);
        assertThatThrownBy(() -> work.rethrow(5)).isSameAs(error);
    }

    @Test
    void afterAbandonNoPieceRunsOrBegins() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger begun = new AtomicInteger();
            SharedWork work = SharedWork.start(1000, 2, piece -> {
                begun.incrementAndGet();
                running.incrementAndGet();
                Thread.onSpinWait();
                running.decrementAndGet();
            });
            work.abandon();
            assertThat(running).hasValue(0);
            int seen = begun.get();
            Thread.sleep(1);
            assertThat(begun).hasValue(seen);
            work.abandon();
        }
    }

    @Test
    void finishKeepsAnInterrupt() {
        AtomicInteger done = new AtomicInteger();
        SharedWork work = SharedWork.start(50, 2, piece -> done.incrementAndGet());
        Thread.currentThread().interrupt();
        work.finish();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(50);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 4", "4, 4", "5, 4", "1009, 16"})
    void rangesCoverEachNumberOnce(int count, int length) {
        BitSet seen = new BitSet();
        SharedWork.inRanges(count, length, (from, to) -> {
            assertThat(to - from).isBetween(count == 0 ? 0 : 1, length);
            synchronized (seen) {
                assertThat(seen.get(from, to).isEmpty()).isTrue();
                seen.set(from, to);
            }
        });
        assertThat(seen.cardinality()).isEqualTo(count);
        assertThat(seen.length()).isEqualTo(count);
    }

    @Test
    void theFirstFailedRangeIsReported() {
        assertThatThrownBy(() -> SharedWork.inRanges(100, 10, (from, to) -> {
                    if (from == 70 || from == 30) {
                        throw new IllegalArgumentException("range " + from);
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("range 30");
    }
}
