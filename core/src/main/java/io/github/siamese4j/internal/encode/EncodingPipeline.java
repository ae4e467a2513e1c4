package io.github.siamese4j.internal.encode;

import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.ModelSession;
import io.github.siamese4j.internal.runtime.SharedWork;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a sequence batch by batch: while the graph runs over one batch, other threads decode the next. At most two
 * batches are in memory, or one while all buffers are lent.
 *
 * @param <T> the type of the items
 */
final class EncodingPipeline<T> {

    /** Runs the graph over one batch in one buffer, and defines the layout of the buffer. */
    interface Graph {

        /** Returns the size in bytes of the buffer for a number of items. */
        int bytes(int items);

        /** Returns the part of the buffer that holds the input of an item. */
        ByteBuffer input(ByteBuffer buffer, int items, int index);

        /** Runs the graph and returns the part of the buffer that holds the embeddings. */
        FloatBuffer run(ModelSession.Call call, ByteBuffer buffer, int items);
    }

    /** Receives encoded batches. */
    interface Sink<T> {

        /**
         * Receives the embeddings, {@code [items, D]}, valid during the call. Embeddings of failed inputs are
         * undefined.
         */
        void accept(List<T> items, FloatBuffer embeddings, SharedWork inputs);
    }

    private final Graph graph;
    private final BufferPool buffers;
    private final int batchSize;
    private final int helpers;
    private final BiConsumer<? super T, ByteBuffer> put;

    /**
     * Creates a pipeline whose {@code put} writes an item into its part of the buffer, on up to {@code helpers} other
     * threads.
     */
    EncodingPipeline(
            Graph graph, BufferPool buffers, int batchSize, int helpers, BiConsumer<? super T, ByteBuffer> put) {
        this.graph = graph;
        this.buffers = buffers;
        this.batchSize = batchSize;
        this.helpers = helpers;
        this.put = put;
    }

    /**
     * Encodes all items.
     *
     * @param calls begins the call of each batch; the deadline of the call applies to the batch
     * @param strict whether an item that cannot be written ends the call before the graph runs over its batch
     */
    void encode(Iterator<? extends T> source, Supplier<ModelSession.Call> calls, boolean strict, Sink<T> sink) {
        Batch current = null;
        Batch following = null;
        try {
            List<T> items = next(source);
            while (!items.isEmpty()) {
                List<T> ahead = next(source);
                FloatBuffer embeddings;
                try (ModelSession.Call call = calls.get()) {
                    if (current == null) {
                        current = new Batch(buffers.take(call, graph.bytes(batchSize)), items);
                    }
                    following = tryStart(ahead).orElse(null);
                    current.inputs.finish();
                    if (strict) {
                        current.inputs.rethrowFirst();
                    }
                    embeddings = graph.run(call, current.loan.bytes(), items.size());
                }
                sink.accept(items, embeddings, current.inputs);
                current.close();
                current = following;
                following = null;
                items = ahead;
            }
        } finally {
            close(current);
            close(following);
        }
    }

    private List<T> next(Iterator<? extends T> source) {
        List<T> items = new ArrayList<>();
        while (items.size() < batchSize && source.hasNext()) {
            items.add(source.next());
        }
        return items;
    }

    private Optional<Batch> tryStart(List<T> items) {
        return items.isEmpty()
                ? Optional.empty()
                : buffers.tryTake(graph.bytes(batchSize)).map(loan -> new Batch(loan, items));
    }

    private void close(@Nullable Batch batch) {
        if (batch != null) {
            batch.close();
        }
    }

    /** Items that are being written into a buffer. */
    private final class Batch implements AutoCloseable {

        private final BufferPool.Loan loan;
        private final SharedWork inputs;

        Batch(BufferPool.Loan loan, List<T> items) {
            this.loan = loan;
            int size = items.size();
            try {
                this.inputs = SharedWork.start(
                        size, helpers, i -> put.accept(items.get(i), graph.input(loan.bytes(), size, i)));
            } catch (RuntimeException | Error e) {
                loan.close();
                throw e;
            }
        }

        @Override
        public void close() {
            inputs.abandon();
            loan.close();
        }
    }
}
