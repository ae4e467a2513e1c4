package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.internal.model.Checksum;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.ProtobufReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A calibration in a model's metadata reaches every comparison. */
class CalibratedComparatorTest {

    private static final Path A = TestModels.picture(0);
    private static final Path B = TestModels.picture(1);
    private static final double SLOPE = -9.5;
    private static final double OFFSET = 4.25;
    private static final Calibration STORED = new Calibration.Platt(SLOPE, OFFSET);
    private static final Calibration OTHER = new Calibration.Platt(-2, 1);

    @TempDir
    private Path folder;

    @Test
    void compareReturnsTheProbabilityOfTheStoredCalibration() throws IOException {
        Path model = calibrated("tiny");
        BufferedImage bufferedA = ImageIO.read(A.toFile());
        BufferedImage bufferedB = ImageIO.read(B.toFile());
        try (SiameseComparator comparator = load(model);
                Mat matA = opencv_imgcodecs.imread(A.toString());
                Mat matB = opencv_imgcodecs.imread(B.toString())) {
            assertThat(comparator.calibration()).contains(STORED);
            double score = comparator.similarity(A, B);
            double probability = 1 / (1 + Math.exp(SLOPE * score + OFFSET));
            Comparison expected = new Comparison(score, 0.53, OptionalDouble.of(probability));
            Encoder encoder = comparator.encoder();
            Embeddings pair = encoder.encode(List.of(Image.of(A), Image.of(B)));
            assertThat(comparator.compare(A, B)).isEqualTo(expected);
            assertThat(comparator.compare(Image.of(A), Image.of(B))).isEqualTo(expected);
            assertThat(comparator.compare(TestModels.bytes(A), TestModels.bytes(B)))
                    .isEqualTo(expected);
            assertThat(comparator.compare(bufferedA, bufferedB)).isEqualTo(expected);
            assertThat(comparator.compare(matA, matB)).isEqualTo(expected);
            assertThat(comparator.similarity(pair.get(0), pair.get(1))).isEqualTo(score);
            assertThat(comparator.compare(pair.get(0), pair.get(1))).isEqualTo(expected);
        }
    }

    @Test
    void compareReturnsTheProbabilityForFeatureVectors() throws IOException {
        float[] a = {0.5f, -1, 2, 0.25f, 3, -0.5f};
        float[] b = {1.5f, -1, 0, 0.25f, 1, -0.75f};
        try (SiameseComparator comparator = load(calibrated("features-cosine"))) {
            double score = comparator.similarity(a, b);
            assertThat(comparator.compare(a, b).probability()).hasValue(1 / (1 + Math.exp(SLOPE * score + OFFSET)));
        }
    }

    @Test
    void withoutCalibrationThereIsNoProbability() {
        try (SiameseComparator comparator = TestModels.tiny()) {
            assertThat(comparator.calibration()).isEmpty();
            assertThat(comparator.compare(A, B).probability()).isEmpty();
        }
    }

    @Test
    void aGivenThresholdKeepsTheCalibration() throws IOException {
        try (SiameseComparator comparator =
                builder(calibrated("tiny")).threshold(0.9).build()) {
            assertThat(comparator.threshold()).isEqualTo(0.9);
            assertThat(comparator.calibration()).contains(STORED);
        }
    }

    @Test
    void aGivenCalibrationKeepsTheThreshold() throws IOException {
        try (SiameseComparator comparator =
                builder(calibrated("tiny")).calibration(OTHER).build()) {
            assertThat(comparator.threshold()).isEqualTo(0.53);
            assertThat(comparator.calibration()).contains(OTHER);
            double score = comparator.similarity(A, B);
            assertThat(comparator.compare(A, B).probability()).hasValue(OTHER.probability(score));
        }
    }

    @Test
    void aGivenScorerDropsThresholdAndCalibration() throws IOException {
        Path model = calibrated("tiny");
        try (SiameseComparator comparator = builder(model).scorer(Metric.COSINE).build()) {
            assertThat(comparator.threshold()).isEqualTo(0.5);
            assertThat(comparator.calibration()).isEmpty();
        }
        try (SiameseComparator comparator = builder(model)
                .scorer(Metric.COSINE)
                .threshold(0.7)
                .calibration(OTHER)
                .build()) {
            assertThat(comparator.threshold()).isEqualTo(0.7);
            assertThat(comparator.calibration()).contains(OTHER);
        }
    }

    @Test
    void encoderIdIsTheMetadataEntry() {
        try (Encoder encoder = Encoder.load(TestModels.path("tiny"), TestModels.onProcessor())) {
            assertThat(encoder.id())
                    .isEqualTo(ModelDirectory.read(TestModels.path("tiny"))
                            .metadata()
                            .encoderId())
                    .matches("[0-9a-f]{64}");
        }
    }

    private static SiameseComparator load(Path model) {
        return builder(model).build();
    }

    private static SiameseComparator.Builder builder(Path model) {
        return SiameseComparator.builder().model(model).options(TestModels.onProcessor());
    }

    /** Copies a model and adds a calibration to the metadata of its encoder. */
    private Path calibrated(String name) throws IOException {
        Path source = TestModels.path(name);
        Path target = Files.createDirectories(folder.resolve(name));
        byte[] encoder = Files.readAllBytes(source.resolve("encoder.onnx"));
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        model.write(encoder, 0, encoder.length - Checksum.LENGTH);
        ProtobufReader.Message entry =
                new ProtobufReader.Message().text(1, "siamese4j.calibration").text(2, STORED.text());
        model.writeBytes(new ProtobufReader.Message().message(14, entry).toByteArray());
        model.writeBytes(Checksum.entryFor(ByteBuffer.wrap(model.toByteArray())));
        Files.write(target.resolve("encoder.onnx"), model.toByteArray());
        if (Files.exists(source.resolve("scorer.onnx"))) {
            Files.copy(source.resolve("scorer.onnx"), target.resolve("scorer.onnx"));
        }
        return target;
    }
}
