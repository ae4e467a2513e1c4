package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders the batches of the next steps in worker threads while the current step runs. Batches are returned in the
 * order of the steps for any number of workers. For use by one thread.
 */
public final class BatchPipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchPipeline.class);

    /** Suffices for a decoder to finish its current image. */
    private static final long CLOSE_SECONDS = 30;

    private final Sampler sampler;
    private final BatchRenderer renderer;
    private final ExecutorService workers;
    private final Queue<Future<PixelBatch>> ahead = new ArrayDeque<>();
    private final int depth;
    private final long end;
    private long next;

    /**
     * Creates a pipeline for the steps from {@code start} to before {@code end}, and starts its workers, at least 1.
     */
    public BatchPipeline(Sampler sampler, BatchRenderer renderer, long start, long end, int threads) {
        this.sampler = sampler;
        this.renderer = renderer;
        this.next = start;
        this.end = end;
        // Two batches per worker keep every worker busy while the oldest batch is still being rendered.
        this.depth = 2 * threads;
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "siamese4j-batches");
            thread.setDaemon(true);
            return thread;
        });
        fill();
    }

    /**
     * Returns the batch of the next step. If the thread is interrupted while it waits, its interrupt flag stays set,
     * and the next call returns the same batch. Throws IllegalStateException after the last step, and if the pipeline
     * is closed.
     */
    public PixelBatch take() {
        Future<PixelBatch> batch = ahead.peek();
        if (batch == null) {
            throw new IllegalStateException(workers.isShutdown() ? "the pipeline is closed" : "no step is left");
        }
        try {
            PixelBatch pixels = batch.get();
            ahead.remove();
            fill();
            return pixels;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException(Code.IO_FAILED, "interrupted while waiting for a batch", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TrainingException known) {
                throw known;
            }
            throw new TrainingException(Code.IO_FAILED, "a batch could not be rendered: " + e.getCause(), e);
        }
    }

    private void fill() {
        while (ahead.size() < depth && next < end) {
            long step = next++;
            ahead.add(workers.submit(() -> renderer.render(sampler.batch(step))));
        }
    }

    /** Stops the workers and waits for them. Batches rendered ahead are dropped. */
    @Override
    public void close() {
        workers.shutdownNow();
        ahead.clear();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a worker thread is still rendering a batch {} s after it was stopped", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
