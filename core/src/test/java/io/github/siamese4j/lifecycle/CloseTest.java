package io.github.siamese4j.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.SiameseException;
import io.github.siamese4j.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
