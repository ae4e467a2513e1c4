package io.github.siamese4j.internal.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Direct buffers that are used again, so that a call allocates none, and no more of them than {@code limit} are out at
 * a time, so that a thousand callers wait instead of filling the memory. Thread-safe.
 */
public final class BufferPool {

    private final Semaphore permits;
    private final Map<Integer, ConcurrentLinkedDeque<ByteBuffer>> idle = new ConcurrentHashMap<>();

    /**
     * Creates an empty pool.
     *
     * @param limit how many buffers may be out at a time
     */
    public BufferPool(int limit) {
        this.permits = new Semaphore(limit, true);
    }

    /**
     * Lends a buffer. Whoever has one already must not ask for a second this way: if all did, each would wait for the
     * others.
     *
     * @param call the call that waits for it
     * @param bytes how many bytes are needed
     * @return the loan, to be closed by the caller
     */
    public Loan take(ModelSession.Call call, int bytes) {
        call.acquire(permits);
        return lend(bytes);
    }

    /**
     * Lends a buffer if none has to be waited for.
     *
     * @param bytes how many bytes are needed
     * @return the loan, to be closed by the caller; empty if all buffers are out
     */
    public Optional<Loan> tryTake(int bytes) {
        return permits.tryAcquire() ? Optional.of(lend(bytes)) : Optional.empty();
    }

    private Loan lend(int bytes) {
        try {
            int capacity = Integer.highestOneBit(Math.max(1, bytes - 1)) << 1;
            ConcurrentLinkedDeque<ByteBuffer> shelf =
                    idle.computeIfAbsent(capacity, c -> new ConcurrentLinkedDeque<>());
            ByteBuffer buffer = shelf.pollFirst();
            return new Loan(buffer == null ? ByteBuffer.allocateDirect(capacity) : buffer, bytes, shelf);
        } catch (RuntimeException | Error e) {
            permits.release();
            throw e;
        }
    }

    /** A buffer that is out, until it is closed. Not thread-safe, but for the bytes. */
    public final class Loan implements AutoCloseable {

        private final ByteBuffer whole;
        private final ByteBuffer bytes;
        private final ConcurrentLinkedDeque<ByteBuffer> shelf;
        private boolean returned;

        private Loan(ByteBuffer whole, int bytes, ConcurrentLinkedDeque<ByteBuffer> shelf) {
            this.whole = whole;
            this.bytes = whole.slice(0, bytes).order(ByteOrder.nativeOrder());
            this.shelf = shelf;
        }

        /**
         * The bytes.
         *
         * @return direct, native order, exactly as many as were asked for
         */
        public ByteBuffer bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (!returned) {
                returned = true;
                shelf.addFirst(whole);
                permits.release();
            }
        }
    }
}
