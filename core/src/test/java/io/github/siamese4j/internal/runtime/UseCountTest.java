package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UseCountTest {

    private final AtomicInteger released = new AtomicInteger();
    private final UseCount guard = guard("resource");

    @Test
    void closingReleasesOnce() {
        int before = UseCount.open();
        guard.close();
        guard.close();
        assertThat(released).hasValue(1);
        assertThat(UseCount.open()).isEqualTo(before - 1);
        assertClosed(guard);
    }

    @Test
    void closingWaitsForTheLastUseAndRefusesNewOnesMeanwhile() throws InterruptedException {
        UseCount.Use first = guard.use();
        UseCount.Use second = guard.use();
        List<Thread> closers = List.of(start(guard::close), start(guard::close));
        awaitRefusal();
        assertThat(released).hasValue(0);
        second.close();
        assertThat(closers).allMatch(Thread::isAlive);
        assertThat(released).hasValue(0);
        first.close();
        for (Thread closer : closers) {
            closer.join();
        }
        assertThat(released).hasValue(1);
    }

    /** A call in flight may go on, although another thread has begun to close. */
    @Test
    void aUseWithinAUseIsAllowedWhileCloseWaits() throws InterruptedException {
        Thread closer;
        try (UseCount.Use outer = guard.use()) {
            closer = start(guard::close);
            awaitRefusal();
            try (UseCount.Use inner = guard.use()) {
                assertThat(released).hasValue(0);
            }
            assertThat(released).hasValue(0);
        }
        closer.join();
        assertThat(released).hasValue(1);
        assertClosed(guard);
    }

    @Test
    void closingFromInsideAUseIsRefusedAndLeavesItOpen() {
        UseCount other = guard("other");
        try (UseCount.Use use = guard.use();
                UseCount.Use nested = other.use()) {
            assertThatIllegalStateException()
                    .isThrownBy(guard::close)
                    .withMessage("resource cannot be closed from inside one of its own calls; close it after the call"
                            + " returns");
            assertThatIllegalStateException().isThrownBy(other::close);
        }
        assertThat(released).hasValue(0);
        try (UseCount.Use use = guard.use()) {
            other.close();
            assertThat(released).hasValue(1);
        }
        guard.close();
        assertThat(released).hasValue(2);
    }

    @Test
    void inheritedWorkIsInsideTheUsesOfItsCreator() throws InterruptedException {
        AtomicBoolean refused = new AtomicBoolean();
        AtomicBoolean used = new AtomicBoolean();
        Runnable work;
        try (UseCount.Use use = guard.use()) {
            work = UseCount.inherit(() -> {
                try {
                    guard.close();
                } catch (IllegalStateException e) {
                    refused.set(true);
                }
                try (UseCount.Use inner = guard.use()) {
                    used.set(true);
                }
            });
            start(work).join();
            assertThat(refused).isTrue();
            assertThat(used).isTrue();
        }
        // The thread that did the work is outside again.
        work.run();
        guard.close();
        assertThat(released).hasValue(1);
    }

    /** The use of the creator has ended, so the resource may be released already. */
    @Test
    void inheritedWorkCannotUseAClosedResource() {
        Runnable work;
        try (UseCount.Use use = guard.use()) {
            work = UseCount.inherit(() -> assertClosed(guard));
        }
        guard.close();
        work.run();
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws InterruptedException {
        AtomicBoolean kept = new AtomicBoolean();
        Thread closer;
        try (UseCount.Use use = guard.use()) {
            closer = start(() -> {
                Thread.currentThread().interrupt();
                guard.close();
                kept.set(Thread.currentThread().isInterrupted());
            });
            closer.join(100);
            assertThat(closer.isAlive()).isTrue();
            assertThat(released).hasValue(0);
        }
        closer.join();
        assertThat(kept).isTrue();
    }

    @Test
    void noUseOverlapsTheReleaseUnderContention() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            AtomicBoolean open = new AtomicBoolean(true);
            AtomicInteger violations = new AtomicInteger();
            UseCount contended = new UseCount(this, "contended", () -> open.set(false));
            CountDownLatch ready = new CountDownLatch(4);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(start(() -> {
                    ready.countDown();
                    while (true) {
                        try (UseCount.Use use = contended.use()) {
                            if (!open.get()) {
                                violations.incrementAndGet();
                            }
                        } catch (InferenceException e) {
                            return;
                        }
                    }
                }));
            }
            assertThat(ready.await(30, TimeUnit.SECONDS)).isTrue();
            contended.close();
            assertThat(open).isFalse();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(violations).hasValue(0);
        }
    }

    private UseCount guard(String name) {
        return new UseCount(this, name, released::incrementAndGet);
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    /** Waits until another thread gets no use any more. */
    private void awaitRefusal() throws InterruptedException {
        start(() -> {
                    while (true) {
                        try {
                            guard.use().close();
                        } catch (InferenceException e) {
                            return;
                        }
                    }
                })
                .join();
    }

    private static void assertClosed(UseCount guard) {
        assertThatThrownBy(guard::use)
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
    }
}
