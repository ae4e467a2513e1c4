package io.github.siamese4j.internal.runtime;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that help a caller with what it could do alone: as many as there are processors, daemons, gone when idle. */
final class Helpers {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static final ThreadPoolExecutor THREADS =
            new ThreadPoolExecutor(0, PROCESSORS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "siamese4j-helper");
                thread.setDaemon(true);
                return thread;
            });

    private Helpers() {}

    /**
     * Asks for help; less may come, or none, if others have it.
     *
     * @param most how many threads are of use
     * @param work what each of them does
     */
    static void ask(int most, Runnable work) {
        try {
            for (int i = 0; i < Math.min(most, PROCESSORS); i++) {
                THREADS.execute(work);
            }
        } catch (RejectedExecutionException e) {
            // all of them are busy; the caller does the rest
        }
    }
}
