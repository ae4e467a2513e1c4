package io.github.siamese4j.internal.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Direct buffers that are used again, so that a call allocates none, and no more of them than {@code limit} are out at a time,
 * so that a thousand callers wait instead of filling the memory. Thread-safe.
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
     * Lends a buffer.
     *
     * @param <T> what the work returns
     * @param call the call that waits for it
     * @param bytes how many bytes are needed
     * @param work what is done with the buffer: direct, native order, exactly {@code bytes} between position and limit
     * @return what the work returned
     */
    public <T> T with(ModelSession.Call call, int bytes, Function<ByteBuffer, T> work) {
        call.acquire(permits);
        try {
            int capacity = Integer.highestOneBit(Math.max(1, bytes - 1)) << 1;
            ConcurrentLinkedDeque<ByteBuffer> shelf =
                    idle.computeIfAbsent(capacity, c -> new ConcurrentLinkedDeque<>());
            ByteBuffer buffer = shelf.pollFirst();
            if (buffer == null) {
                buffer = ByteBuffer.allocateDirect(capacity);
            }
            try {
                return work.apply(buffer.slice(0, bytes).order(ByteOrder.nativeOrder()));
            } finally {
                shelf.addFirst(buffer);
            }
        } finally {
            permits.release();
        }
    }
}
