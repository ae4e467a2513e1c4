package io.github.siamese4j.internal.runtime;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Guards a native resource. Closing waits for uses in flight and refuses new ones. A resource whose owner becomes
 * unreachable is released. Thread-safe.
 *
 * <p>Closing from inside a use would wait for itself, so it is refused. The uses of a thread form a linked list in a
 * thread-local variable. {@link #inherit} passes the list on to threads that work for a use.
 */
public final class UseCount {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final ThreadLocal<@Nullable Use> INNERMOST = new ThreadLocal<>();

    /** The sign bit of the state; the other bits count uses. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final AtomicInteger state = new AtomicInteger();
    private final CountDownLatch idle = new CountDownLatch(1);
    private final Object owner;
    private final String name;
    private final Cleaner.Cleanable release;

    /**
     * Creates a guard. The resource, named in messages, stays open while the owner is reachable. The release runs once
     * and must not refer to the owner.
     */
    public UseCount(Object owner, String name, Runnable release) {
        this.owner = owner;
        this.name = name;
        OPEN.incrementAndGet();
        this.release = CLEANER.register(owner, () -> {
            OPEN.decrementAndGet();
            release.run();
        });
    }

    /** Returns the number of guarded resources in this JVM that have not been released, for leak checks. */
    public static int open() {
        return OPEN.get();
    }

    /** Returns work that another thread can do as part of the uses of the calling thread. */
    static Runnable inherit(Runnable work) {
        Use context = INNERMOST.get();
        return () -> {
            Use own = INNERMOST.get();
            INNERMOST.set(context);
            try {
                work.run();
            } finally {
                INNERMOST.set(own);
            }
        };
    }

    /** Begins a use, or throws {@code CLOSED}. The calling thread must close its uses in reverse order. */
    public Use use() {
        Use outer = INNERMOST.get();
        int seen;
        do {
            seen = state.get();
            // A use within a use belongs to a call in flight, which may finish.
            if (seen < 0 && (seen == CLOSED || !isInUse(outer))) {
                throw new InferenceException(
                        ErrorCode.CLOSED, name + " is closed; use it before it is closed, or load it again");
            }
        } while (!state.compareAndSet(seen, seen + 1));
        Use use = new Use(outer);
        INNERMOST.set(use);
        return use;
    }

    private boolean isInUse(@Nullable Use innermost) {
        for (Use use = innermost; use != null; use = use.outer) {
            if (use.guard() == this) {
                return true;
            }
        }
        return false;
    }

    /**
     * Refuses new uses, waits for uses in flight and releases the resource. Has no effect the second time. An interrupt
     * is kept and does not end the wait. Throws {@link IllegalStateException} if the calling thread is inside a use;
     * the resource stays open.
     */
    public void close() {
        if (isInUse(INNERMOST.get())) {
            throw new IllegalStateException(
                    name + " cannot be closed from inside one of its own calls; close it after the call returns");
        }
        if (state.getAndUpdate(seen -> seen | CLOSED) == 0) {
            idle.countDown();
        }
        Uninterruptibly.await(idle);
        synchronized (idle) {
            release.clean();
        }
    }

    private void end() {
        try {
            if (state.decrementAndGet() == CLOSED) {
                idle.countDown();
            }
        } finally {
            // Keeps the owner reachable, and the resource open, until the use ends.
            Reference.reachabilityFence(owner);
        }
    }

    /** One use of the resource by one thread. */
    public final class Use implements AutoCloseable {

        private final @Nullable Use outer;

        private Use(@Nullable Use outer) {
            this.outer = outer;
        }

        private UseCount guard() {
            return UseCount.this;
        }

        @Override
        public void close() {
            INNERMOST.set(outer);
            end();
        }
    }
}
