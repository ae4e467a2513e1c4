package io.github.siamese4j.internal.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbered pieces of work, taken one by one by whoever has time: helpers from the start, the caller once it has nothing
 * better to do. After {@link #finish} or {@link #abandon} no thread touches what the pieces work on.
 */
public final class SharedWork {

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

    /**
     * Begins.
     *
     * @param size how many pieces
     * @param helpers the most threads that are of use beside the caller's; 0 leaves everything to the caller
     * @param piece does the piece of a number
     * @return the work, to be finished or abandoned by the caller
     */
    public static SharedWork start(int size, int helpers, IntConsumer piece) {
        SharedWork work = new SharedWork(size, piece);
        Helpers.ask(Math.min(size, helpers), work::help);
        return work;
    }

    /** Does something with a range of numbers. */
    @FunctionalInterface
    public interface Range {

        /**
         * Does it.
         *
         * @param from the first
         * @param to one more than the last
         */
        void accept(int from, int to);
    }

    /**
     * Does something with all numbers below a count, in ranges of one length, the calling thread and as many others as
     * there are processors. Returns when all is done; throws what the first range threw that did.
     *
     * @param count how many numbers
     * @param length of a range; the last may be shorter
     * @param action what to do
     */
    public static void inRanges(int count, int length, Range action) {
        if (count <= length) {
            action.accept(0, count);
            return;
        }
        int pieces = (count + length - 1) / length;
        SharedWork work = start(
                pieces,
                Runtime.getRuntime().availableProcessors() - 1,
                piece -> action.accept(piece * length, Math.min(count, (piece + 1) * length)));
        work.finish();
        for (int piece = 0; piece < pieces; piece++) {
            work.rethrow(piece);
        }
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
     * Does what nobody has taken, and waits for what others have. An interrupt is kept, not answered: pieces are short.
     */
    public void finish() {
        help();
        awaitOthers();
    }

    /** Gives up what nobody has taken, and waits for what others have. */
    public void abandon() {
        for (int taken = next.getAndSet(size); taken < size; taken++) {
            open.countDown();
        }
        awaitOthers();
    }

    /**
     * How a piece failed.
     *
     * @param index which piece
     * @return a {@link RuntimeException} or an {@link Error}; null if it did not fail
     */
    public @Nullable Throwable failure(int index) {
        return failures.get(index);
    }

    /**
     * Throws what a piece threw, if it did.
     *
     * @param index which piece
     */
    public void rethrow(int index) {
        Throwable failure = failures.get(index);
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private void awaitOthers() {
        boolean interrupted = false;
        while (true) {
            try {
                open.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
