package io.github.siamese4j.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.SiameseException;
import io.github.siamese4j.SimilarityMatrix;
import io.github.siamese4j.TestModels;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest {

    private static final Path A = TestModels.picture(0);
    private static final Path B = TestModels.picture(1);

    @Test
    void closingTwiceIsFineAndUseAfterwardsIsRefused() {
        SiameseComparator comparator = TestModels.tiny();
        comparator.close();
        comparator.close();
        assertThatThrownBy(() -> comparator.similarity(A, B))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
        assertThatThrownBy(() -> comparator.encoder().encode(Image.of(A)))
                .isInstanceOfSatisfying(
                        SiameseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
    }

    @Test
    void callsInFlightFinishAndLaterOnesAreRefused() throws Exception {
        SiameseComparator comparator = TestModels.tiny();
        double expected = comparator.similarity(A, B);
        int threads = 16;
        AtomicInteger done = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch warm = new CountDownLatch(200);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                futures.add(pool.submit(() -> {
                    while (refused.get() == 0 || done.get() == 0) {
                        try {
                            assertThat(comparator.similarity(A, B)).isEqualTo(expected);
                            done.incrementAndGet();
                            warm.countDown();
                        } catch (InferenceException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.CLOSED);
                            refused.incrementAndGet();
                            return;
                        }
                    }
                }));
            }
            assertThat(warm.await(60, TimeUnit.SECONDS)).isTrue();
            comparator.close();
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(done.get()).isGreaterThanOrEqualTo(200);
        assertThat(refused.get()).isPositive();
    }

    @Test
    void whatWasGivenIsNotClosed() {
        try (Encoder encoder = Encoder.load(TestModels.path("tiny"), TestModels.onProcessor())) {
            SiameseComparator comparator = SiameseComparator.builder()
                    .encoder(encoder)
                    .scorer(Metric.COSINE)
                    .build();
            double before = comparator.similarity(A, B);
            comparator.close();
            assertThat(Metric.COSINE.score(encoder.encode(Image.of(A)), encoder.encode(Image.of(B))))
                    .isEqualTo(before);
        }
    }

    @Test
    void closingFromAListenerIsRefusedAndTheCallFinishes() {
        SiameseComparator comparator = TestModels.tiny();
        AtomicInteger refused = new AtomicInteger();
        SimilarityMatrix matrix = comparator.matrix(List.of(Image.of(A)), List.of(Image.of(B)), (stage, done, all) -> {
            assertThatIllegalStateException()
                    .isThrownBy(comparator::close)
                    .withMessageContaining("cannot be closed from inside one of its own calls");
            refused.incrementAndGet();
        });
        assertThat(refused.get()).isGreaterThanOrEqualTo(3);
        assertThat(matrix.get(0, 0)).isBetween(0.0, 1.0);
        assertThat(comparator.similarity(A, B)).isBetween(0.0, 1.0);
        comparator.close();
        assertClosed(() -> comparator.similarity(A, B));
    }

    /** Images are read on pool threads, and the caller waits for them. */
    @Test
    void closingWhileAnImageIsReadIsRefused() {
        try (SiameseComparator comparator = TestModels.tiny()) {
            Set<String> threads = ConcurrentHashMap.newKeySet();
            AtomicInteger refused = new AtomicInteger();
            Image closing = Image.of(new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR) {
                @Override
                public int getType() {
                    threads.add(Thread.currentThread().getName());
                    assertThatIllegalStateException().isThrownBy(comparator::close);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> comparator.encoder().close());
                    refused.incrementAndGet();
                    return super.getType();
                }
            });
            refused.set(0);
            for (int i = 0; i < 50 && threads.size() < 2; i++) {
                assertThat(comparator.similarities(closing, Collections.nCopies(64, closing)))
                        .hasSize(64);
            }
            assertThat(threads).anyMatch(name -> name.startsWith("siamese4j-"));
            assertThat(refused.get()).isGreaterThanOrEqualTo(65);
            assertThat(comparator.similarity(A, B)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void closingTheEncoderFromTheIteratorEndsTheSequence() {
        try (Encoder encoder = Encoder.load(TestModels.path("tiny"), TestModels.onProcessor())) {
            Iterator<Image> images = Stream.generate(() -> Image.of(A))
                    .limit(200)
                    .peek(image -> encoder.close())
                    .iterator();
            assertClosed(() -> encoder.encodeAll(images, (index, image, embedding) -> {}));
        }
    }

    @Test
    void callsAreRefusedAtOnceWhileCloseWaits() throws Exception {
        SiameseComparator comparator = TestModels.tiny();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<SimilarityMatrix> call = pool.submit(
                    () -> comparator.matrix(List.of(Image.of(A)), List.of(Image.of(B)), (stage, done, all) -> {
                        inside.countDown();
                        awaitUnchecked(mayEnd);
                    }));
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
            Future<?> closing = pool.submit(comparator::close);
            boolean refused = false;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!refused && System.nanoTime() < end) {
                try {
                    comparator.similarity(A, B);
                } catch (InferenceException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.CLOSED);
                    refused = true;
                }
            }
            assertThat(refused).isTrue();
            assertThat(closing.isDone()).isFalse();
            mayEnd.countDown();
            assertThat(call.get().get(0, 0)).isBetween(0.0, 1.0);
            closing.get();
        } finally {
            mayEnd.countDown();
            pool.shutdownNow();
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
    }

    @Test
    void manyThreadsAtOnceAreAllAnswered() throws Exception {
        try (SiameseComparator comparator = TestModels.tiny()) {
            double expected = comparator.similarity(A, B);
            AtomicInteger answered = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                Thread thread = new Thread(() -> {
                    if (comparator.similarity(A, B) == expected) {
                        answered.incrementAndGet();
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(answered.get()).isEqualTo(1000);
        }
    }

    @Test
    void anInterruptedCallSaysSoAndTheNextWorks() {
        try (SiameseComparator comparator = TestModels.tiny()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> comparator.similarity(A, B))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(comparator.similarity(A, B)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void aCallThatWaitsPastItsDeadlineIsATimeout() throws Exception {
        RuntimeOptions options = TestModels.onProcessor().withDeadline(Duration.ofMillis(300));
        try (SiameseComparator comparator = SiameseComparator.load(TestModels.path("tiny"), options)) {
            double expected = comparator.similarity(A, B);
            int callers = 400;
            AtomicInteger answered = new AtomicInteger();
            AtomicInteger late = new AtomicInteger();
            ExecutorService pool = Executors.newFixedThreadPool(callers);
            try {
                List<Image> many = Collections.nCopies(20_000, Image.of(A));
                List<Future<?>> futures = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    futures.add(pool.submit(() -> {
                        try {
                            comparator.encoder().encode(many);
                            answered.incrementAndGet();
                        } catch (InferenceException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
                            late.incrementAndGet();
                        }
                    }));
                }
                for (Future<?> future : futures) {
                    future.get();
                }
            } finally {
                pool.shutdownNow();
            }
            assertThat(answered.get() + late.get()).isEqualTo(callers);
            assertThat(late.get()).isPositive();
            assertThat(comparator.similarity(A, B)).isEqualTo(expected);
        }
    }
}
