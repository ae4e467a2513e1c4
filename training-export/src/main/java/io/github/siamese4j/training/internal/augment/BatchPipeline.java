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
 * Renders the batches of the next steps in worker threads while the current step runs. Batches come in the order of the
 * steps whatever the number of workers. To be used by one thread.
 */
public final class BatchPipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchPipeline.class);

    /** Enough for a decoder to finish the picture it is at. */
    private static final long CLOSE_SECONDS = 30;

    private final Sampler sampler;
    private final BatchRenderer renderer;
    private final ExecutorService workers;
    private final Queue<Future<PixelBatch>> ahead = new ArrayDeque<>();
    private final int depth;
    private final long end;
    private long next;

    /**
     * Starts working ahead.
     *
     * @param sampler draws the samples of a step
     * @param renderer turns them into pixels
     * @param start the first step
     * @param end the step after the last
     * @param threads number of worker threads, at least 1
     */
    public BatchPipeline(Sampler sampler, BatchRenderer renderer, long start, long end, int threads) {
        this.sampler = sampler;
        this.renderer = renderer;
        this.next = start;
        this.end = end;
        // One at work and one finished per worker: none stands still while the oldest batch is still at work.
        this.depth = 2 * threads;
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "siamese4j-batches");
            thread.setDaemon(true);
            return thread;
        });
        fill();
    }

    /**
     * The batch of the next step. When the thread is interrupted meanwhile, the batch is not lost: the next call gives
     * it.
     *
     * @return its pixels
     * @throws TrainingException when a picture cannot be read any more, or the thread is interrupted; the thread's
     *     interrupt flag stays set
     * @throws IllegalStateException after the last step, and when closed
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

    /** Stops the workers and waits for them to end; the batches ahead are dropped. */
    @Override
    public void close() {
        workers.shutdownNow();
        ahead.clear();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a thread that prepares batches is still at work {} s after it was stopped", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
