package io.github.siamese4j.internal.runtime;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A pool of daemon threads, one for each CPU core, that end after five idle seconds. */
final class HelperThreads {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private static final ThreadPoolExecutor THREADS =
            new ThreadPoolExecutor(0, CORES, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "siamese4j-helper");
                thread.setDaemon(true);
                return thread;
            });

    private HelperThreads() {}

    /**
     * Runs work on up to {@code most} idle threads of the pool. If fewer are idle, the caller must be able to do the
     * work alone.
     */
    static void run(int most, Runnable work) {
        try {
            for (int i = 0; i < Math.min(most, CORES); i++) {
                THREADS.execute(work);
            }
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // All threads are busy, or the system allows no more threads.
        }
    }
}
