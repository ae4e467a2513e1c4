package io.github.siamese4j.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.SimilarityMatrix;
import io.github.siamese4j.TestModels;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchEncodingTest {

    private static final double TOLERANCE = 1e-6;
    private static final Image BROKEN = Image.of(new byte[] {1, 2, 3});

    @Test
    void oneAgainstManyIsWhatEachPairGives() {
        try (SiameseComparator comparator = batchesOfThree()) {
            List<Image> candidates = images(1, 8);
            double[] scores = comparator.similarities(image(0), candidates);
            assertThat(scores).hasSize(7);
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).isCloseTo(comparator.similarity(image(0), candidates.get(i)), within(TOLERANCE));
            }
            assertThat(comparator.similarities(TestModels.picture(0), List.of(TestModels.picture(1))))
                    .containsExactly(comparator.similarity(TestModels.picture(0), TestModels.picture(1)));
            assertThat(comparator.similarities(image(0), List.of())).isEmpty();
        }
    }

    @Test
    void aMatrixIsWhatEachPairGives() {
        try (SiameseComparator comparator = batchesOfThree()) {
            for (int[] size : new int[][] {{7, 4}, {4, 7}, {1, 1}, {0, 3}, {3, 0}}) {
                List<Image> rows = images(0, size[0]);
                List<Image> columns = images(2, 2 + size[1]);
                SimilarityMatrix matrix = comparator.matrix(rows, columns);
                assertThat(matrix.rows()).isEqualTo(size[0]);
                assertThat(matrix.columns()).isEqualTo(size[1]);
                for (int i = 0; i < size[0]; i++) {
                    for (int j = 0; j < size[1]; j++) {
                        assertThat(matrix.get(i, j))
                                .as("%d, %d", i, j)
                                .isCloseTo(comparator.similarity(rows.get(i), columns.get(j)), within(TOLERANCE));
                    }
                }
            }
        }
    }

    @Test
    void aMatrixOfPicturesWithThemselvesEncodesThemOnceAndIsSymmetric() {
        try (SiameseComparator comparator = batchesOfThree()) {
            List<Image> all = images(0, 5);
            List<String> steps = new ArrayList<>();
            SimilarityMatrix matrix =
                    comparator.matrix(all, all, (stage, done, total) -> steps.add(stage + " " + done + "/" + total));
            SimilarityMatrix twice = comparator.matrix(all, List.copyOf(new ArrayList<>(all)));
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 5; j++) {
                    assertThat(matrix.get(i, j)).isEqualTo(matrix.get(j, i));
                    assertThat(matrix.get(i, j)).isCloseTo(twice.get(i, j), within(TOLERANCE));
                }
            }
            assertThat(steps)
                    .startsWith("ENCODING 1/5", "ENCODING 2/5")
                    .contains("ENCODING 5/5", "SCORING 9/25", "SCORING 16/25")
                    .endsWith("SCORING 25/25");
        }
    }

    @Test
    void theListenerCanEndTheCall() {
        try (SiameseComparator comparator = batchesOfThree()) {
            assertThatThrownBy(() -> comparator.matrix(images(0, 6), images(0, 6), (stage, done, total) -> {
                        if (done == 4) {
                            throw new CancellationException("enough");
                        }
                    }))
                    .isInstanceOf(CancellationException.class);
            assertThat(comparator.similarity(image(0), image(1))).isBetween(0.0, 1.0);
        }
    }

    @Test
    void anInterruptEndsAMatrix() {
        try (SiameseComparator comparator = batchesOfThree()) {
            assertThatThrownBy(() -> comparator.matrix(images(0, 8), images(0, 8), (stage, done, total) -> {
                        if (done == 2) {
                            Thread.currentThread().interrupt();
                        }
                    }))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void theFirstPictureThatCannotBeUsedIsTheOneReported() {
        List<Image> images = new ArrayList<>(images(0, 10));
        images.set(4, BROKEN);
        images.set(5, Image.of(new byte[0]));
        try (SiameseComparator comparator = batchesOfThree()) {
            Throwable single = catchFailure(() -> comparator.encoder().encode(BROKEN));
            assertThatThrownBy(() -> comparator.encoder().encode(images))
                    .isInstanceOf(ImageException.class)
                    .hasMessage(single.getMessage());
            assertThatThrownBy(() -> comparator.matrix(images, images)).hasMessage(single.getMessage());
        }
    }

    @Test
    void aSequenceLongerThanTheMemoryIsTakenAFewBatchesAhead() {
        int length = 2_000;
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger given = new AtomicInteger();
        Iterator<Image> images = IntStream.range(0, length)
                .mapToObj(i -> {
                    taken.incrementAndGet();
                    return image(i);
                })
                .iterator();
        try (SiameseComparator comparator = batchesOfThree()) {
            Encoder encoder = comparator.encoder();
            List<Embedding> expected =
                    images(0, 4).stream().map(encoder::encode).toList();
            long encoded = encoder.encodeAll(images, (index, image, embedding) -> {
                assertThat(index).isEqualTo(given.getAndIncrement());
                assertThat(taken.get() - index).isLessThanOrEqualTo(2 * 3 + 1);
                Embedding single = expected.get((int) index % 4);
                for (int i = 0; i < single.dimension(); i++) {
                    assertThat(embedding.get(i)).isCloseTo(single.get(i), within(1e-5f));
                }
            });
            assertThat(encoded).isEqualTo(length);
        }
    }

    @Test
    void picturesThatCannotBeUsedAreLeftOutIfTheConsumerSaysSo() {
        List<Image> images = new ArrayList<>(images(0, 8));
        for (int broken : new int[] {0, 3, 4, 5, 7}) {
            images.set(broken, BROKEN);
        }
        try (SiameseComparator comparator = batchesOfThree()) {
            for (Encoder encoder : List.of(comparator.encoder(), new Plain(comparator.encoder()))) {
                List<String> seen = new ArrayList<>();
                EmbeddingConsumer consumer = new EmbeddingConsumer() {
                    @Override
                    public void accept(long index, Image image, Embedding embedding) {
                        assertThat(image).isSameAs(images.get((int) index));
                        seen.add("+" + index);
                    }

                    @Override
                    public void refuse(long index, Image image, ImageException failure) {
                        assertThat(failure.code()).isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
                        seen.add("-" + index);
                    }
                };
                assertThat(encoder.encodeAll(images.iterator(), consumer)).isEqualTo(3);
                assertThat(seen).containsExactly("-0", "+1", "+2", "-3", "-4", "-5", "+6", "-7");

                List<Long> before = new ArrayList<>();
                assertThatThrownBy(() ->
                                encoder.encodeAll(images.subList(1, 8).iterator(), (i, image, e) -> before.add(i)))
                        .isInstanceOf(ImageException.class);
                assertThat(before).containsExactly(0L, 1L);
            }
        }
    }

    @Test
    void aFailingSequenceLeavesTheEncoderWorking() {
        try (SiameseComparator comparator = batchesOfThree()) {
            for (int i = 0; i < 50; i++) {
                Iterator<Image> failing = Stream.concat(
                                images(0, 7).stream(), Stream.of(0).map(x -> {
                                    throw new IllegalStateException("no more");
                                }))
                        .map(Image.class::cast)
                        .iterator();
                assertThatThrownBy(() -> comparator.encoder().encodeAll(failing, (index, image, e) -> {}))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThat(comparator.encoder().encode(images(0, 7))).hasSize(7);
        }
    }

    @Test
    void closingFromInsideASequenceEndsIt() {
        SiameseComparator comparator = batchesOfThree();
        Encoder encoder = comparator.encoder();
        assertThatThrownBy(() -> encoder.encodeAll(images(0, 9).iterator(), (index, image, e) -> encoder.close()))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
        comparator.close();
    }

    @Test
    void theHeadOverManyBatchesIsTheHeadOverEachPair() {
        Random random = new Random(4);
        try (SiameseComparator comparator = TestModels.tiny()) {
            int dimension = comparator.encoder().dimension();
            float[] values = new float[2_500 * dimension];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            List<Embedding> rows = Embeddings.of(FloatBuffer.wrap(values), dimension);
            Embedding query = rows.get(7);
            double[] scores = comparator.similarities(query, rows);
            assertThat(comparator.similarities(query, new ArrayList<>(rows))).isEqualTo(scores);
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).isCloseTo(comparator.scorer().score(rows.get(i), query), within(TOLERANCE));
            }
            assertThat(comparator.similarities(query, rows.subList(2_000, 2_003)))
                    .containsExactly(new double[] {scores[2_000], scores[2_001], scores[2_002]}, within(TOLERANCE));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> comparator.similarities(Embedding.of(1, 2), rows))
                    .withMessageContaining(": 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> comparator.similarities(query, List.of(query, Embedding.of(1, 2))))
                    .withMessageContaining(": 2");
        }
    }

    @Test
    void aMatrixOfEmbeddingsUnderAMetric() {
        List<Embedding> rows = List.of(Embedding.of(1, 0), Embedding.of(0, 2));
        List<Embedding> columns = List.of(Embedding.of(0, 1), Embedding.of(-3, 0), Embedding.of(5, 0));
        SimilarityMatrix matrix = SimilarityMatrix.of(Metric.COSINE, rows, columns, (stage, done, total) -> {});
        assertThat(matrix.row(0)).containsExactly(0.5, 0, 1);
        assertThat(matrix.row(1)).containsExactly(1, 0.5, 0.5);
        assertThat(matrix.bestColumn(0)).isEqualTo(2);
        assertThat(matrix.bestColumn(1)).isEqualTo(0);
        matrix.row(0)[0] = 9;
        assertThat(matrix.get(0, 0)).isEqualTo(0.5);
        assertThat(matrix).hasToString("SimilarityMatrix[2 × 3]");
        assertThatThrownBy(() -> matrix.get(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> matrix.get(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void streamsBesideABrokenPictureAreReadOnce() {
        try (SiameseComparator comparator = batchesOfThree()) {
            for (Encoder encoder : List.of(comparator.encoder(), new Plain(comparator.encoder()))) {
                List<Image> images = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    images.add(Image.of(new ByteArrayInputStream(TestModels.bytes(TestModels.picture(i % 4)))));
                }
                images.set(4, BROKEN);
                List<Long> refused = new ArrayList<>();
                long encoded = encoder.encodeAll(images.iterator(), new EmbeddingConsumer() {
                    @Override
                    public void accept(long index, Image image, Embedding embedding) {}

                    @Override
                    public void refuse(long index, Image image, ImageException failure) {
                        refused.add(index);
                    }
                });
                assertThat(refused).containsExactly(4L);
                assertThat(encoded).isEqualTo(7);
            }
        }
    }

    @Test
    void streamsAreEncodedInBatches() {
        try (SiameseComparator comparator = batchesOfThree()) {
            List<Integer> sizes = new ArrayList<>();
            Encoder counting = new Plain(comparator.encoder()) {
                @Override
                public Embeddings encode(List<? extends Image> images) {
                    sizes.add(images.size());
                    return super.encode(images);
                }
            };
            List<Image> images = new ArrayList<>();
            List<Embedding> expected = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                images.add(
                        i % 2 == 0
                                ? image(i)
                                : Image.of(new ByteArrayInputStream(TestModels.bytes(TestModels.picture(i % 4)))));
                expected.add(comparator.encoder().encode(image(i)));
            }
            counting.encodeAll(images.iterator(), (index, image, embedding) -> {
                assertThat(image).isSameAs(images.get((int) index));
                for (int d = 0; d < embedding.dimension(); d++) {
                    assertThat(embedding.get(d))
                            .isCloseTo(expected.get((int) index).get(d), within(1e-5f));
                }
            });
            assertThat(sizes).containsExactly(32, 8);
        }
    }

    @Test
    void aStreamThatIsNoImageIsNotReadToItsEndAndNotClosed() {
        AtomicInteger read = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 'x';
            }

            @Override
            public int read(byte[] target, int from, int length) {
                Arrays.fill(target, from, from + length, (byte) 'x');
                read.addAndGet(length);
                return length;
            }

            @Override
            public void close() {
                throw new AssertionError("the stream belongs to the caller");
            }
        };
        try (SiameseComparator comparator = batchesOfThree()) {
            List<Image> images = List.of(image(0), Image.of(endless), image(1));
            List<Long> refused = new ArrayList<>();
            new Plain(comparator.encoder()).encodeAll(images.iterator(), new EmbeddingConsumer() {
                @Override
                public void accept(long index, Image image, Embedding embedding) {}

                @Override
                public void refuse(long index, Image image, ImageException failure) {
                    refused.add(index);
                }
            });
            assertThat(refused).containsExactly(1L);
            assertThat(read.get()).isLessThan(1_000_000);
        }
    }

    private static Throwable catchFailure(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("did not fail");
    }

    private static SiameseComparator batchesOfThree() {
        return SiameseComparator.load(
                TestModels.path("tiny"), TestModels.onProcessor().withBatchSize(3));
    }

    private static Image image(int index) {
        return Image.of(TestModels.picture(index % 4));
    }

    private static List<Image> images(int from, int to) {
        return IntStream.range(from, to).mapToObj(BatchEncodingTest::image).toList();
    }

    /** An encoder that implements only the abstract methods. */
    private static class Plain implements Encoder {

        private final Encoder encoder;

        Plain(Encoder encoder) {
            this.encoder = encoder;
        }

        @Override
        public Embeddings encode(List<? extends Image> images) {
            return encoder.encode(images);
        }

        @Override
        public int dimension() {
            return encoder.dimension();
        }

        @Override
        public Device device() {
            return encoder.device();
        }

        @Override
        public void close() {
            encoder.close();
        }
    }
}
