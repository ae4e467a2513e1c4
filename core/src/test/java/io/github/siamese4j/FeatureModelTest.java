package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of feature vectors: accepted and refused input. */
class FeatureModelTest {

    private static final float[] ANY = {1, 2, 3, 4, 5, 6};
    private static final Path A = TestModels.picture(0);
    private static final Path B = TestModels.picture(1);

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aValueThatIsNoNumberIsNamedByItsIndex(float value) {
        try (SiameseComparator comparator = load("features-onnx")) {
            float[] bad = ANY.clone();
            bad[4] = value;
            assertInvalid(() -> comparator.similarity(ANY, bad), "vector 1 is " + value + " at index 4");
            assertInvalid(() -> comparator.compare(bad, ANY), "vector 0 is " + value + " at index 4");
            List<float[]> many = new ArrayList<>(Collections.nCopies(100, ANY));
            many.set(71, bad);
            assertInvalid(() -> comparator.encoder().encodeFeatures(many), "vector 71 is");
            assertThat(comparator.similarity(ANY, ANY))
                    .isEqualTo(comparator.selfScore().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 7, 1000})
    void aWrongLengthIsNamed(int length) {
        try (SiameseComparator comparator = load("features-cosine")) {
            assertInvalid(
                    () -> comparator.similarity(new float[length], ANY),
                    "vector 0 has " + length + " values, but the model tiny takes 6");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "cosine", "euclidean", "manhattan"})
    void finiteValuesNeverScoreNaN(String scorer) {
        try (SiameseComparator comparator = load("features-" + scorer)) {
            for (float size : new float[] {Float.MIN_VALUE, 1e-30f, 1, 1e10f, 1e30f, Float.MAX_VALUE}) {
                float[] large = {size, -size, size, size, -size, size};
                double score;
                try {
                    score = comparator.similarity(large, ANY);
                } catch (FeatureException e) {
                    assertThat(e).hasMessageContaining("vector 0 is too large");
                    assertThat(size).isGreaterThan(1e29f);
                    continue;
                }
                assertThat(score).isBetween(0.0, 1.0);
            }
            assertInvalid(
                    () -> comparator.similarity(ANY, new float[] {3e38f, -3e38f, 3e38f, 3e38f, 3e38f, 3e38f}),
                    "vector 1 is too large");
        }
    }

    @Test
    void aScorerNeverReturnsNaN() {
        try (SiameseComparator comparator = load("features-onnx")) {
            Embedding infinite = Embedding.of(Float.POSITIVE_INFINITY, 0, 0, 0);
            assertThatThrownBy(() -> comparator.scorer().score(infinite, infinite))
                    .isInstanceOfSatisfying(
                            InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INFERENCE_FAILED));
        }
    }

    @Test
    void aModelOfPicturesRefusesVectors() {
        try (SiameseComparator comparator = TestModels.tiny()) {
            double before = comparator.similarity(A, B);
            assertMismatch(() -> comparator.similarity(ANY, ANY), "takes images");
            assertMismatch(() -> comparator.encoder().encodeFeatures(List.of()), "takes images");
            assertThat(comparator.encoder().features()).isEmpty();
            assertThat(comparator.similarity(A, B)).isEqualTo(before);
        }
    }

    @Test
    void anEncoderOfTheCallersRefusesVectorsUnlessItSaysOtherwise() {
        try (SiameseComparator tiny = TestModels.tiny();
                SiameseComparator comparator = SiameseComparator.builder()
                        .encoder(new PicturesOnly(tiny.encoder()))
                        .scorer(Metric.COSINE)
                        .build()) {
            assertThat(comparator.similarity(A, A)).isEqualTo(1);
            assertMismatch(() -> comparator.similarity(ANY, ANY), "takes images");
        }
    }

    @Test
    void aModelThatDescribesNoFeaturesRefusesPictures() {
        try (SiameseComparator comparator = load("features-onnx")) {
            assertMismatch(() -> comparator.similarity(A, B), "does not describe how to compute them");
            assertThat(comparator.encoder().features()).isEmpty();
            assertThat(comparator.encoder().encode(List.of())).isEmpty();
            assertThat(comparator.similarity(ANY, ANY)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void pictureAndItsFeaturesScoreTheSame() {
        try (SiameseComparator comparator = load("features-described")) {
            FeatureDescription description = comparator.encoder().features().orElseThrow();
            assertThat(description.length()).isEqualTo(24);
            FeatureExtractor extractor = new FeatureExtractor(description);
            float[] a = extractor.extract(Image.of(A));
            float[] b = extractor.extract(Image.of(B));
            assertThat(comparator.similarity(a, b)).isEqualTo(comparator.similarity(A, B));
            assertThat(comparator.encoder().encode(Image.of(A)))
                    .isEqualTo(comparator.encoder().encodeFeatures(a));
        }
    }

    @Test
    void limitsOnPicturesHoldForFeaturesToo() {
        ImageLimits small =
                new ImageLimits(10, 1 << 20, 100, ImageLimits.defaults().formats(), false);
        try (SiameseComparator comparator = SiameseComparator.load(
                TestModels.path("features-described"), TestModels.onProcessor().withImageLimits(small))) {
            assertThatThrownBy(() -> comparator.similarity(A, B))
                    .isInstanceOfSatisfying(
                            ImageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE));
        }
    }

    @Test
    void useAfterCloseIsRefused() {
        SiameseComparator comparator = load("features-onnx");
        Encoder encoder = comparator.encoder();
        comparator.close();
        comparator.close();
        assertThatThrownBy(() -> comparator.similarity(ANY, ANY))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
        assertThatThrownBy(() -> encoder.encodeFeatures(ANY))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
    }

    @Test
    void aDeadlineHoldsForVectorsToo() throws Exception {
        RuntimeOptions options = TestModels.onProcessor().withBatchSize(1).withDeadline(Duration.ofMillis(500));
        List<float[]> many = Collections.nCopies(1_000_000, ANY);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (SiameseComparator comparator = SiameseComparator.load(TestModels.path("features-onnx"), options)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(pool.submit(() -> assertThatThrownBy(
                                () -> comparator.encoder().encodeFeatures(many))
                        .isInstanceOfSatisfying(
                                InferenceException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            assertThat(comparator.similarity(ANY, ANY)).isBetween(0.0, 1.0);
        } finally {
            pool.shutdownNow();
        }
    }

    private static SiameseComparator load(String model) {
        return SiameseComparator.load(TestModels.path(model), TestModels.onProcessor());
    }

    private static void assertInvalid(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        FeatureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FEATURES_INVALID))
                .hasMessageContaining(message);
    }

    private static void assertMismatch(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_MISMATCH))
                .hasMessageContaining(message);
    }

    /** An encoder that knows nothing of feature vectors. */
    private record PicturesOnly(Encoder inner) implements Encoder {
        @Override
        public Embeddings encode(List<? extends Image> images) {
            return inner.encode(images);
        }

        @Override
        public int dimension() {
            return inner.dimension();
        }

        @Override
        public Device device() {
            return inner.device();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
