package io.github.siamese4j.internal.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * A pool of direct buffers. Calls reuse buffers instead of allocating them. The number of lent buffers is limited, so
 * that a thousand callers wait instead of filling the memory. Thread-safe.
 */
public final class BufferPool {

    private final Semaphore permits;
    private final Map<Integer, ConcurrentLinkedDeque<ByteBuffer>> idle = new ConcurrentHashMap<>();

    /** Creates an empty pool that lends up to {@code limit} buffers at a time. */
    public BufferPool(int limit) {
        this.permits = new Semaphore(limit, true);
    }

    /**
     * Lends a buffer of a number of bytes. Waits for it, no longer than the deadline of the call. A thread that holds a
     * buffer must use {@link #tryTake} for another one: threads that each hold one and wait for a second would wait
     * forever.
     */
    public Loan take(ModelSession.Call call, int bytes) {
        call.acquire(permits);
        return lend(bytes);
    }

    /** Lends a buffer of a number of bytes if that needs no waiting; empty if all buffers are lent. */
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

    /** A lent buffer, until it is closed. Only the bytes may be used by several threads. */
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

        /** Returns a direct buffer of the requested size, in native byte order. */
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
