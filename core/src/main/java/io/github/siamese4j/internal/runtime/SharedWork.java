package io.github.siamese4j.internal.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbered pieces of work that several threads take one by one: pool threads from the start, the caller in
 * {@link #finish}. After {@link #finish} or {@link #abandon} no thread runs a piece.
 */
public final class SharedWork {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Daemon threads, at most one for each CPU core, which end after five idle seconds. */
    private static final ThreadPoolExecutor HELPERS =
            new ThreadPoolExecutor(0, CORES, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "siamese4j-helper");
                thread.setDaemon(true);
                return thread;
            });

    private final int size;
    private final IntConsumer piece;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch open;
    private final AtomicReferenceArray<Throwable> failures;

    private SharedWork(int size, IntConsumer piece) {
        this.size = size;
        this.piece = piece;
        this.open = new CountDownLatch(size);
        this.failures = new AtomicReferenceArray<>(size);
    }

    /** Starts the work on up to {@code helpers} idle pool threads. The caller must finish or abandon it. */
    public static SharedWork start(int size, int helpers, IntConsumer piece) {
        SharedWork work = new SharedWork(size, piece);
        Runnable help = UseCount.inherit(work::help);
        try {
            for (int i = 0; i < Math.min(CORES, Math.min(size, helpers)); i++) {
                HELPERS.execute(help);
            }
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // All threads are busy, or the system allows no more threads. The caller does the rest.
        }
        return work;
    }

    /** Processes a range of numbers. */
    @FunctionalInterface
    public interface Range {

        /** Processes the numbers {@code from..to − 1}. */
        void accept(int from, int to);
    }

    /**
     * Processes the numbers {@code 0..count − 1} in ranges of {@code length}, on the calling thread and one pool thread
     * for each other CPU core. Returns when all ranges are done. Throws the exception of the first range that failed.
     */
    public static void inRanges(int count, int length, Range action) {
        if (count <= length) {
            action.accept(0, count);
            return;
        }
        int pieces = (count + length - 1) / length;
        SharedWork work =
                start(pieces, CORES - 1, piece -> action.accept(piece * length, Math.min(count, (piece + 1) * length)));
        work.finish();
        work.rethrowFirst();
    }

    private void help() {
        for (int i = next.getAndIncrement(); i < size; i = next.getAndIncrement()) {
            try {
                piece.accept(i);
            } catch (RuntimeException | Error e) {
                failures.set(i, e);
            } finally {
                open.countDown();
            }
        }
    }

    /**
     * Does the pieces that no thread has taken, and waits for the others. An interrupt is kept and does not end the
     * wait, because pieces are short.
     */
    public void finish() {
        help();
        Uninterruptibly.await(open);
    }

    /** Drops the pieces that no thread has taken, and waits for the others. */
    public void abandon() {
        for (int taken = next.getAndSet(size); taken < size; taken++) {
            open.countDown();
        }
        Uninterruptibly.await(open);
    }

    /** Returns the {@link RuntimeException} or {@link Error} of a piece, or null if it did not fail. */
    public @Nullable Throwable failure(int index) {
        return failures.get(index);
    }

    /** Throws the exception of the first piece that failed. */
    public void rethrowFirst() {
        for (int i = 0; i < size; i++) {
            rethrow(i);
        }
    }

    /** Throws the exception of a piece, if it failed. */
    public void rethrow(int index) {
        Throwable failure = failures.get(index);
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }
}
