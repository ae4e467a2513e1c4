package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops a run when its deadline passes. Thread-safe: closing and firing exclude each other. */
final class Watchdog implements AutoCloseable {

    private static final Watchdog NONE = new Watchdog(null);

    private @Nullable RunOptions run;
    private @Nullable Future<?> timer;
    private boolean fired;

    private Watchdog(@Nullable RunOptions run) {
        this.run = run;
    }

    /** Starts to watch a run. Costs nothing without a deadline. */
    static Watchdog watch(RunOptions run, Deadline deadline) {
        if (!deadline.isLimited()) {
            return NONE;
        }
        Watchdog watchdog = new Watchdog(run);
        watchdog.start(deadline);
        return watchdog;
    }

    /** Returns the number of runs that are watched. */
    static int watched() {
        return Clock.EXECUTOR.getQueue().size();
    }

    private synchronized void start(Deadline deadline) {
        timer = Clock.EXECUTOR.schedule(this::fire, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized boolean fired() {
        return fired;
    }

    private synchronized void fire() {
        if (run != null) {
            try {
                fired = true;
                run.setTerminate(true);
            } catch (OrtException e) {
                throw OnnxRuntime.failed("the stop of a run", e);
            }
        }
    }

    /** Ends the watch. The run options may be closed afterwards. */
    @Override
    public synchronized void close() {
        run = null;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** One daemon thread, which ends after five idle seconds. */
    private static final class Clock {

        static final ScheduledThreadPoolExecutor EXECUTOR = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "siamese4j-deadline");
            thread.setDaemon(true);
            return thread;
        });

        static {
            // A million calls within their deadline of an hour must not leave a million timers.
            EXECUTOR.setRemoveOnCancelPolicy(true);
            EXECUTOR.setKeepAliveTime(5, TimeUnit.SECONDS);
            EXECUTOR.allowCoreThreadTimeOut(true);
        }
    }
}
