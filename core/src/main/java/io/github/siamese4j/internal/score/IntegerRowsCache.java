package io.github.siamese4j.internal.score;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The integer form of the embeddings ranked last, so that ranking the same {@link Embeddings} again does not convert
 * them again. Keys are compared by identity and held weakly. Thread-safe.
 */
final class IntegerRowsCache {

    private static final int CAPACITY = 4;

    private final int dimension;
    private final Deque<Slot> slots = new ArrayDeque<>();

    IntegerRowsCache(int dimension) {
        this.dimension = dimension;
    }

    /** Returns the integer form; null if integers cannot hold the values. Lists of other types are not cached. */
    @Nullable
    IntegerRows of(List<Embedding> embeddings) {
        return embeddings instanceof Embeddings rows ? slot(rows).of(rows) : IntegerRows.of(embeddings, dimension);
    }

    /** Returns the slot of a list as the most recently used one, and drops slots of collected lists. */
    private synchronized Slot slot(Embeddings key) {
        Slot found = null;
        for (Iterator<Slot> each = slots.iterator(); each.hasNext(); ) {
            Slot slot = each.next();
            if (slot.key.refersTo(key)) {
                found = slot;
            }
            if (slot.key.refersTo(key) || slot.key.refersTo(null)) {
                each.remove();
            }
        }
        if (found == null) {
            found = new Slot(key);
        }
        slots.addFirst(found);
        if (slots.size() > CAPACITY) {
            slots.removeLast();
        }
        return found;
    }

    private final class Slot {

        private final WeakReference<Embeddings> key;
        private boolean converted;
        private @Nullable IntegerRows rows;

        Slot(Embeddings key) {
            this.key = new WeakReference<>(key);
        }

        /** Converts on first use. Threads that rank the same list wait for one conversion. */
        synchronized @Nullable IntegerRows of(Embeddings embeddings) {
            if (!converted) {
                rows = IntegerRows.of(embeddings, dimension);
                converted = true;
            }
            return rows;
        }
    }
}
