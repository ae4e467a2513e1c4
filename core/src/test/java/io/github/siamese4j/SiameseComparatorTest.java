package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class SiameseComparatorTest {

    private static final Path A = TestModels.picture(0);
    private static final Path B = TestModels.picture(1);

    @Test
    void everyKindOfInputGivesTheSameScore() throws IOException {
        BufferedImage bufferedA = ImageIO.read(A.toFile());
        BufferedImage bufferedB = ImageIO.read(B.toFile());
        try (SiameseComparator comparator = TestModels.tiny();
                Mat matA = opencv_imgcodecs.imread(A.toString());
                Mat matB = opencv_imgcodecs.imread(B.toString())) {
            double score = comparator.similarity(A, B);
            assertThat(comparator.similarity(TestModels.bytes(A), TestModels.bytes(B)))
                    .isEqualTo(score);
            assertThat(comparator.similarity(bufferedA, bufferedB)).isEqualTo(score);
            assertThat(comparator.similarity(matA, matB)).isEqualTo(score);
            assertThat(comparator.similarity(Image.of(A), Image.of(matB))).isEqualTo(score);
            try (InputStream streamA = Files.newInputStream(A);
                    InputStream streamB = Files.newInputStream(B)) {
                assertThat(comparator.similarity(streamA, streamB)).isEqualTo(score);
            }
            assertThat(comparator.compare(
                            new ByteArrayInputStream(TestModels.bytes(A)),
                            new ByteArrayInputStream(TestModels.bytes(B))))
                    .isEqualTo(new Comparison(score, 0.53));
            Image buffer = Image.of(ByteBuffer.wrap(TestModels.bytes(A)));
            Image supplied = Image.of(() -> new ByteArrayInputStream(TestModels.bytes(B)));
            assertThat(comparator.similarity(buffer, supplied)).isEqualTo(score);
            assertThat(comparator.explain(stream(A), stream(B)).score()).isEqualTo(score);
            assertThat(comparator.compare(A, B)).isEqualTo(new Comparison(score, 0.53));
            assertThat(comparator.compare(Image.of(bufferedA), Image.of(TestModels.bytes(B))))
                    .isEqualTo(new Comparison(score, 0.53));
        }
    }

    private static Image stream(Path file) {
        return Image.of(new ByteArrayInputStream(TestModels.bytes(file)));
    }

    @Test
    void similarityAndCompareTakeTheSameKinds() {
        assertThat(parameters("compare")).isNotEmpty().isEqualTo(parameters("similarity"));
    }

    private static Set<String> parameters(String method) {
        return Arrays.stream(SiameseComparator.class.getMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .map(candidate -> Arrays.toString(candidate.getParameterTypes()))
                .collect(Collectors.toSet());
    }

    @Test
    void anImageThatCannotBeUsedLeavesTheComparatorWorking() {
        try (SiameseComparator comparator = TestModels.tiny()) {
            double score = comparator.similarity(A, B);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> comparator.similarity(TestModels.bytes(A), new byte[] {1, 2, 3}))
                        .isInstanceOfSatisfying(
                                ImageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_UNSUPPORTED));
                assertThatThrownBy(() -> comparator.similarity(A, A.resolveSibling("none.png")))
                        .isInstanceOfSatisfying(
                                ImageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_UNREADABLE));
            }
            assertThat(comparator.similarity(A, B)).isEqualTo(score);
        }
    }

    @Test
    void aGivenThresholdAndScorerTakeThePlaceOfTheModels() {
        try (SiameseComparator comparator = SiameseComparator.builder()
                .model(TestModels.path("tiny"))
                .options(TestModels.onProcessor())
                .scorer(Metric.COSINE)
                .threshold(0.9)
                .build()) {
            Encoder encoder = comparator.encoder();
            double cosine = Metric.COSINE.score(encoder.encode(Image.of(A)), encoder.encode(Image.of(B)));
            assertThat(comparator.similarity(A, B)).isEqualTo(cosine);
            assertThat(comparator.threshold()).isEqualTo(0.9);
            assertThat(comparator.selfScore()).isEmpty();
            assertThat(comparator.device()).isEqualTo(Device.CPU);
        }
    }

    @Test
    void aBuilderNeedsEitherAModelOrAnEncoderWithAScorer() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SiameseComparator.builder().build());
        try (Encoder encoder = Encoder.load(TestModels.path("tiny"), TestModels.onProcessor())) {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> SiameseComparator.builder().encoder(encoder).build())
                    .withMessageContaining("scorer");
            assertThatIllegalStateException()
                    .isThrownBy(() -> SiameseComparator.builder()
                            .model(TestModels.path("tiny"))
                            .encoder(encoder)
                            .build());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SiameseComparator.builder().threshold(1.01))
                .withMessageContaining("1.01");
    }

    @Test
    void cudaWithoutACardFailsAtLoad() {
        // No machine has a thousandth GPU.
        RuntimeOptions options = RuntimeOptions.defaults().withDevice(Device.cuda(999));
        assertThatThrownBy(() -> SiameseComparator.load(TestModels.path("tiny"), options))
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageContaining("CUDA:999");
    }

    @Test
    void embeddingsOfAnotherLengthAreRefused() {
        try (SiameseComparator comparator = TestModels.tiny()) {
            Embedding wrong = Embedding.of(1, 2, 3);
            Embedding right = comparator.encoder().encode(Image.of(A));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> comparator.scorer().score(wrong, wrong))
                    .withMessageContaining("16: 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> comparator.scorer().score(right, wrong));
        }
    }
}
