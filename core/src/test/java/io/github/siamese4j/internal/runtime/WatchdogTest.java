package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {

    @BeforeAll
    static void loadTheNativeLibrary() {
        OnnxRuntime.environment();
    }

    @Test
    void firesWhenTheDeadlinePasses() throws Exception {
        try (RunOptions run = new RunOptions();
                Watchdog watchdog = Watchdog.watch(run, within(Duration.ofMillis(20)))) {
            while (!watchdog.fired()) {
                Thread.sleep(1);
            }
            assertThat(Watchdog.watched()).isZero();
        }
    }

    @Test
    void doesNotFireAfterItIsClosed() throws Exception {
        Watchdog watchdog;
        try (RunOptions run = new RunOptions()) {
            watchdog = Watchdog.watch(run, within(Duration.ofMillis(20)));
            watchdog.close();
        }
        Thread.sleep(60);
        assertThat(watchdog.fired()).isFalse();
        watchdog.close();
    }

    @Test
    void closedWatchesLeaveNoTimer() throws OrtException {
        try (RunOptions run = new RunOptions()) {
            for (int i = 0; i < 10_000; i++) {
                Watchdog.watch(run, within(Duration.ofHours(1))).close();
            }
            assertThat(Watchdog.watched()).isZero();
            try (Watchdog watchdog = Watchdog.watch(run, within(Duration.ofDays(365 * 50_000L)))) {
                assertThat(Watchdog.watched()).isEqualTo(1);
                assertThat(watchdog.fired()).isFalse();
            }
        }
    }

    @Test
    void withoutDeadlineNothingIsScheduled() throws OrtException {
        try (RunOptions run = new RunOptions();
                Watchdog watchdog = Watchdog.watch(run, Deadline.in(Optional.empty()))) {
            assertThat(Watchdog.watched()).isZero();
            assertThat(watchdog.fired()).isFalse();
        }
    }

    private static Deadline within(Duration limit) {
        return Deadline.in(Optional.of(limit));
    }
}
