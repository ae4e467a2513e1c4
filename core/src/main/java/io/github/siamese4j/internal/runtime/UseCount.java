package io.github.siamese4j.internal.runtime;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Guards something native: while a call uses it, closing waits; once it is closed, calls are refused; what is forgotten
 * is released when its owner becomes unreachable. Thread-safe.
 */
public final class UseCount {

    private static final Cleaner CLEANER = Cleaner.create();

    private static final AtomicInteger OPEN = new AtomicInteger();

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final String what;
    private final Cleaner.Cleanable release;
    private boolean closed;

    /**
     * Begins to guard.
     *
     * @param owner what must stay reachable for the native thing to stay open
     * @param what its name in messages
     * @param release frees the native thing; runs once; must not refer to the owner
     */
    public UseCount(Object owner, String what, Runnable release) {
        this.what = what;
        OPEN.incrementAndGet();
        this.release = CLEANER.register(owner, () -> {
            OPEN.decrementAndGet();
            release.run();
        });
    }

    /**
     * How many guarded things in this JVM have not been released: what a check for leaks compares.
     *
     * @return at least 0
     */
    public static int open() {
        return OPEN.get();
    }

    /**
     * Begins a use.
     *
     * @return the use, to be ended by closing it
     * @throws InferenceException {@code CLOSED}
     */
    public Use use() {
        ReentrantReadWriteLock.ReadLock shared = lock.readLock();
        shared.lock();
        if (closed) {
            shared.unlock();
            throw new InferenceException(ErrorCode.CLOSED, what + " is closed; load it again, or close it later");
        }
        return shared::unlock;
    }

    /** Waits for uses to end and releases; does nothing the second time. */
    public void close() {
        ReentrantReadWriteLock.WriteLock exclusive = lock.writeLock();
        exclusive.lock();
        try {
            closed = true;
            release.clean();
        } finally {
            exclusive.unlock();
        }
    }

    /** One use. */
    public interface Use extends AutoCloseable {
        @Override
        void close();
    }
}
