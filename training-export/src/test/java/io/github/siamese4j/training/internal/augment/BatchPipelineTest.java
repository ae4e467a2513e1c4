package io.github.siamese4j.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.Dataset;
import io.github.siamese4j.training.internal.data.FolderScan;
import io.github.siamese4j.training.internal.data.ImageLoader;
import io.github.siamese4j.training.internal.sampling.Pair;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatchPipelineTest {
    @TempDir
    Path root;

    private Dataset data(long maxBytes, double detail) {
        Pictures.grouped(root, 1, 3, 4, 24);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        return Dataset.load(scan, new ImageLoader(Preprocessing.letterbox(12, 12), detail), maxBytes, 0);
    }

    /** Draws batches one at a time, and counts them. */
    private static final class Gate implements Sampler {
        private final Sampler inner;
        private final Semaphore permits = new Semaphore(0);
        private final AtomicInteger asked = new AtomicInteger();
        private final Set<Thread> threads = new HashSet<>();
        private final CountDownLatch first = new CountDownLatch(1);

        Gate(Sampler inner) {
            this.inner = inner;
        }

        @Override
        public SampledBatch batch(long step) {
            asked.incrementAndGet();
            synchronized (threads) {
                threads.add(Thread.currentThread());
            }
            first.countDown();
            permits.acquireUninterruptibly();
            return inner.batch(step);
        }

        @Override
        public List<String> problems() {
            return List.of();
        }
    }

    private static byte[] bytes(PixelBatch batch) {
        byte[] bytes = new byte[batch.pixels().remaining()];
        batch.pixels().duplicate().get(bytes);
        return bytes;
    }

    @Test
    void handsOnPairsAndBatchesInOrderUnderEveryFamily() {
        Dataset data = data(Long.MAX_VALUE, 2);
        Sampler sampler = Sampler.of(data.classes(), SamplingPolicy.pairs(3).withViews(2), 5);
        for (Augmentation augmentation : List.of(
                Augmentation.of(AffineAugmentation.standard(255)),
                Augmentation.of(CropAugmentation.standard()),
                Augmentation.of(JitterAugmentation.standard()))) {
            BatchRenderer renderer = new BatchRenderer(data.images(), augmentation);
            try (BatchPipeline pipeline = new BatchPipeline(sampler, renderer, 0, 12, 3)) {
                for (int step = 0; step < 12; step++) {
                    PixelBatch batch = pipeline.take();
                    List<Pair> pairs = sampler.batch(step).pairs();
                    assertThat(batch.pairs()).isEqualTo(pairs).hasSize(6);
                    assertThat(bytes(batch)).isEqualTo(bytes(renderer.render(sampler.batch(step))));
                }
                assertThatThrownBy(pipeline::take)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("no step is left");
            }
        }
    }

    @Test
    void keepsAllWorkersBusyAndNoMoreThanTwoBatchesEachAhead() {
        Dataset data = data(Long.MAX_VALUE, 0);
        Gate gate = new Gate(Sampler.of(data.classes(), SamplingPolicy.pairs(1), 5));
        BatchRenderer renderer = new BatchRenderer(data.images(), Augmentation.none());
        try (BatchPipeline pipeline = new BatchPipeline(gate, renderer, 0, 100, 3)) {
            gate.permits.release(6);
            pipeline.take();
            gate.permits.release(1);
            for (int i = 0; i < 6; i++) {
                gate.permits.release(1);
                pipeline.take();
            }
            // 7 batches were taken and 6 rendered ahead.
            assertThat(gate.asked.get()).isBetween(7, 13);
            gate.permits.release(100);
            for (int i = 0; i < 93; i++) {
                pipeline.take();
            }
        }
        assertThat(gate.threads).hasSize(3);
    }

    @Test
    void leavesNoThreadBehind() throws InterruptedException {
        Dataset data = data(Long.MAX_VALUE, 0);
        Gate gate = new Gate(Sampler.of(data.classes(), SamplingPolicy.pairs(1), 5));
        BatchPipeline pipeline =
                new BatchPipeline(gate, new BatchRenderer(data.images(), Augmentation.none()), 0, 100, 4);
        gate.first.await();
        gate.permits.release(100);
        pipeline.close();
        for (Thread thread : gate.threads) {
            // The pool has terminated, but its threads may still be exiting.
            thread.join(10_000);
        }
        assertThat(gate.threads).isNotEmpty().noneMatch(Thread::isAlive);
        assertThatThrownBy(pipeline::take)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        pipeline.close();
    }

    @Test
    void losesNoBatchToAnInterrupt() {
        Dataset data = data(Long.MAX_VALUE, 0);
        Sampler plain = Sampler.of(data.classes(), SamplingPolicy.pairs(1), 5);
        Gate gate = new Gate(plain);
        BatchRenderer renderer = new BatchRenderer(data.images(), Augmentation.of(AffineAugmentation.standard(0)));
        try (BatchPipeline pipeline = new BatchPipeline(gate, renderer, 0, 100, 2)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(pipeline::take).isInstanceOf(TrainingException.class);
            assertThat(Thread.interrupted()).isTrue();
            gate.permits.release(100);
            assertThat(bytes(pipeline.take())).isEqualTo(bytes(renderer.render(plain.batch(0))));
        }
    }

    @Test
    void tellsOfAPictureThatCannotBeReadAnyMore() throws IOException {
        Dataset data = data(0, 2);
        for (int i = 0; i < 4; i++) {
            Files.delete(root.resolve("group0/class0/" + i + ".png"));
        }
        Sampler sampler = Sampler.of(data.classes(), SamplingPolicy.pairs(8), 5);
        BatchRenderer renderer = new BatchRenderer(data.images(), Augmentation.of(CropAugmentation.standard()));
        try (BatchPipeline pipeline = new BatchPipeline(sampler, renderer, 0, 10, 2)) {
            assertThatThrownBy(pipeline::take).isInstanceOfSatisfying(TrainingException.class, e -> {
                assertThat(e.code()).isEqualTo(Code.DATA_CORRUPT);
                assertThat(e).hasMessageContaining("class0");
            });
        }
    }
}
