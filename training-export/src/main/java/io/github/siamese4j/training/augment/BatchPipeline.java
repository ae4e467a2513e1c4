package io.github.siamese4j.training.augment;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.sampling.BatchSampler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Renders the batches of the next steps in worker threads while the current step runs. Batches come in the order of the
 * steps whatever the number of workers. To be used by one thread.
 */
public final class BatchPipeline implements AutoCloseable {
    private final BatchSampler sampler;
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
    public BatchPipeline(BatchSampler sampler, BatchRenderer renderer, long start, long end, int threads) {
        this.sampler = sampler;
        this.renderer = renderer;
        this.next = start;
        this.end = end;
        this.depth = threads + 1;
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "siamese4j-batches");
            thread.setDaemon(true);
            return thread;
        });
        fill();
    }

    /**
     * The batch of the next step.
     *
     * @return its pixels
     * @throws IllegalStateException after the last step
     */
    public PixelBatch take() {
        Future<PixelBatch> batch = ahead.poll();
        if (batch == null) {
            throw new IllegalStateException("no step is left");
        }
        fill();
        try {
            return batch.get();
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

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
