package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops a run whose deadline passes. Thread-safe: closing and firing exclude each other. */
final class Watchdog implements AutoCloseable {

    private static final Watchdog NONE = new Watchdog(null);

    private @Nullable RunOptions run;
    private boolean fired;

    private Watchdog(@Nullable RunOptions run) {
        this.run = run;
    }

    /** Begins to watch; costs nothing where there is no deadline. */
    static Watchdog watch(RunOptions run, Deadline deadline) {
        if (!deadline.isLimited()) {
            return NONE;
        }
        Watchdog watchdog = new Watchdog(run);
        var unused = Clock.CLOCK.schedule(watchdog::fire, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        return watchdog;
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

    /** Lets go of the run, which may be closed from now on. */
    @Override
    public synchronized void close() {
        run = null;
    }

    private static final class Clock {
        static final ScheduledThreadPoolExecutor CLOCK = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "siamese4j-deadline");
            thread.setDaemon(true);
            return thread;
        });
    }
}
