package io.github.siamese4j.internal.encode;

import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.ModelSession;
import io.github.siamese4j.internal.runtime.SharedWork;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a sequence batch by batch: while the graph runs over one batch, other threads decode the next. Two batches
 * are in memory at most, whatever the length of the sequence; one if all buffers are taken.
 *
 * @param <T> what is encoded
 */
final class EncodingPipeline<T> {

    /** For one batch and its buffer. */
    interface Graph {

        /** Where embeddings begin and inputs end is the graph's business. */
        int bytes(int items);

        /** Where an item is written. */
        ByteBuffer input(ByteBuffer buffer, int items, int index);

        /** Runs; the result is part of the buffer. */
        FloatBuffer run(ModelSession.Call call, ByteBuffer buffer, int items);
    }

    /** Takes a batch that has been encoded. */
    interface Sink<T> {

        /** Looks at the inputs before the graph runs over them; may throw. */
        default void check(List<T> items, SharedWork inputs) {}

        /**
         * {@code embeddings} are {@code [items, D]}, valid during the call; those of inputs that failed mean nothing.
         */
        void accept(List<T> items, FloatBuffer embeddings, SharedWork inputs);
    }

    private final Graph graph;
    private final BufferPool buffers;
    private final int batchSize;
    private final int helpers;
    private final BiConsumer<? super T, ByteBuffer> put;

    /** Up to {@code helpers} threads of others write items, beside the caller's. */
    EncodingPipeline(
            Graph graph, BufferPool buffers, int batchSize, int helpers, BiConsumer<? super T, ByteBuffer> put) {
        this.graph = graph;
        this.buffers = buffers;
        this.batchSize = batchSize;
        this.helpers = helpers;
        this.put = put;
    }

    /** Encodes all; {@code calls} begins the call of each batch, whose deadline is that batch's. */
    void encode(Iterator<? extends T> source, Supplier<ModelSession.Call> calls, Sink<T> sink) {
        Batch current = null;
        Batch following = null;
        try {
            while (current != null || source.hasNext()) {
                FloatBuffer embeddings;
                try (ModelSession.Call call = calls.get()) {
                    if (current == null) {
                        current = new Batch(buffers.take(call, graph.bytes(batchSize)), source);
                    }
                    following = source.hasNext() ? ahead(source) : null;
                    current.inputs.finish();
                    sink.check(current.items, current.inputs);
                    embeddings = graph.run(call, current.loan.bytes(), current.items.size());
                }
                sink.accept(current.items, embeddings, current.inputs);
                current.close();
                current = following;
                following = null;
            }
        } finally {
            close(current);
            close(following);
        }
    }

    private @Nullable Batch ahead(Iterator<? extends T> source) {
        return buffers.tryTake(graph.bytes(batchSize))
                .map(loan -> new Batch(loan, source))
                .orElse(null);
    }

    private void close(@Nullable Batch batch) {
        if (batch != null) {
            batch.close();
        }
    }

    /** Items that are written into a buffer. */
    private final class Batch implements AutoCloseable {

        private final BufferPool.Loan loan;
        private final List<T> items;
        private final SharedWork inputs;

        Batch(BufferPool.Loan loan, Iterator<? extends T> source) {
            this.loan = loan;
            try {
                this.items = next(source);
                int size = items.size();
                this.inputs = SharedWork.start(
                        size, helpers, i -> put.accept(items.get(i), graph.input(loan.bytes(), size, i)));
            } catch (RuntimeException | Error e) {
                loan.close();
                throw e;
            }
        }

        private List<T> next(Iterator<? extends T> source) {
            List<T> taken = new ArrayList<>();
            while (taken.size() < batchSize && source.hasNext()) {
                taken.add(source.next());
            }
            return taken;
        }

        @Override
        public void close() {
            inputs.abandon();
            loan.close();
        }
    }
}
