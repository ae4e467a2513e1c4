package io.github.siamese4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.ChannelOrder;
import io.github.siamese4j.OnnxOptions.Pooling;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Encoders of other tools against PyTorch, with preprocessing by Pillow and NumPy ({@code make_foreign_models.py}). */
class ForeignModelGoldenTest {

    private static final OnnxOptions IMAGENET = OnnxOptions.imagenet();
    private static final OnnxOptions LITE = OnnxOptions.efficientNetLite();
    private static final OnnxOptions CAFFE = OnnxOptions.raw().toBuilder()
            .channels(ChannelOrder.BGR)
            .mean(103.939, 116.779, 123.68)
            .build();

    static Stream<Arguments> cases() {
        OnnxOptions tokens =
                OnnxOptions.arcface().toBuilder().output("last_hidden_state").build();
        return Stream.of(
                Arguments.of("nchw", "nchw", IMAGENET, 1e-5),
                Arguments.of("batch-of-1", "batch-of-1", OnnxOptions.arcface(), 1e-5),
                Arguments.of("nhwc", "nhwc", OnnxOptions.defaults(), 1e-5),
                Arguments.of(
                        "free-size",
                        "free-size",
                        OnnxOptions.defaults().toBuilder().size(32, 32).build(),
                        1e-5),
                Arguments.of("uint8", "uint8", OnnxOptions.defaults(), 1e-5),
                Arguments.of("float16", "float16", IMAGENET, 1e-3),
                Arguments.of("float16-in-half", "float16", IMAGENET, 4e-3),
                Arguments.of("external", "external", IMAGENET, 1e-5),
                Arguments.of("wide", "wide", OnnxOptions.arcface(), 1e-5),
                // Values of up to 150 go into the graph.
                Arguments.of("dynamo", "dynamo", CAFFE, 1e-4),
                Arguments.of(
                        "transformer-cls",
                        "transformer",
                        tokens.toBuilder().pooling(Pooling.CLASS_TOKEN).build(),
                        1e-5),
                Arguments.of(
                        "transformer-mean",
                        "transformer",
                        tokens.toBuilder().pooling(Pooling.MEAN).build(),
                        1e-5),
                Arguments.of(
                        "transformer-pooler",
                        "transformer",
                        OnnxOptions.arcface().toBuilder()
                                .output("pooler_output")
                                .build(),
                        1e-5),
                Arguments.of(
                        "planes-mean",
                        "planes",
                        LITE.toBuilder().pooling(Pooling.MEAN).build(),
                        1e-5),
                Arguments.of(
                        "planes-mean-normalized",
                        "planes",
                        LITE.toBuilder().pooling(Pooling.MEAN).normalize(true).build(),
                        1e-5),
                Arguments.of(
                        "planes-none",
                        "planes",
                        LITE.toBuilder().pooling(Pooling.NONE).build(),
                        1e-5),
                Arguments.of(
                        "old",
                        "old",
                        OnnxOptions.defaults().toBuilder().pooling(Pooling.MEAN).build(),
                        1e-5));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void embeddingsEqualTheReference(String name, String model, OnnxOptions options, double tolerance)
            throws IOException {
        Map<String, double[]> golden = golden(name);
        assertThat(golden).hasSize(3);
        List<Image> images = new ArrayList<>();
        golden.keySet().forEach(picture -> images.add(Image.of(file(picture + ".png"))));
        try (Encoder encoder = Encoder.onnx(file(model + ".onnx"), options, TestModels.onProcessor())) {
            List<Embedding> batch = encoder.encode(images);
            int i = 0;
            for (double[] expected : golden.values()) {
                assertClose(batch.get(i), expected, tolerance);
                assertClose(encoder.encode(images.get(i)), expected, tolerance);
                i++;
            }
        }
    }

    /** Pillow and OpenCV weigh pixels differently when they shrink, which changes an embedding by about 1 %. */
    @ParameterizedTest
    @MethodSource("interpolations")
    void resizingIsCloseToPillow(Interpolation interpolation, double tolerance) throws IOException {
        double[] expected = row("resized-" + interpolation.name().toLowerCase(Locale.ROOT), "larger");
        try (Encoder encoder = Encoder.onnx(
                file("nchw.onnx"),
                IMAGENET.toBuilder().interpolation(interpolation).build(),
                TestModels.onProcessor())) {
            assertClose(encoder.encode(Image.of(file("larger.png"))), expected, tolerance);
        }
    }

    static Stream<Arguments> interpolations() {
        return Stream.of(Arguments.of(Interpolation.BILINEAR, 0.01), Arguments.of(Interpolation.BICUBIC, 0.015));
    }

    @Test
    void aValueInsideTheGraphCanBeTheEmbedding() throws IOException {
        OnnxOptions options =
                IMAGENET.toBuilder().output(innerValue()).pooling(Pooling.MEAN).build();
        try (Encoder encoder = Encoder.onnx(file("nchw.onnx"), options, TestModels.onProcessor())) {
            for (Map.Entry<String, double[]> row : golden("planes-inner").entrySet()) {
                assertClose(encoder.encode(Image.of(file(row.getKey() + ".png"))), row.getValue(), 1e-5);
            }
        }
    }

    /** The exporter numbers the values; this is the one after the second convolution. */
    private static String innerValue() {
        return "/Relu_1_output_0";
    }

    @Test
    void modelsInMemoryFindTheirWeights() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : List.of("external.onnx", "external.onnx.data")) {
            files.put(name, Files.readAllBytes(file(name)));
        }
        try (Encoder encoder =
                Encoder.onnx(ModelSource.of(files), "external.onnx", IMAGENET, TestModels.onProcessor())) {
            assertClose(encoder.encode(Image.of(file("hat.png"))), row("external", "hat"), 1e-5);
        }
    }

    @Test
    void aComparatorTakesAForeignEncoder() {
        OnnxOptions options =
                LITE.toBuilder().pooling(Pooling.MEAN).normalize(true).build();
        try (Encoder encoder = Encoder.onnx(file("planes.onnx"), options, TestModels.onProcessor());
                SiameseComparator comparator = SiameseComparator.builder()
                        .encoder(encoder)
                        .scorer(Metric.COSINE)
                        .build()) {
            double same = comparator.similarity(file("hat.png"), file("hat.png"));
            double other = comparator.similarity(file("hat.png"), file("shoes.png"));
            assertThat(same).isCloseTo(1, within(1e-6));
            assertThat(other).isLessThan(same - 1e-3);
            assertThat(encoder.id()).matches("[0-9a-f]{64}");
        }
    }

    private static void assertClose(Embedding actual, double[] expected, double tolerance) {
        assertThat(actual.dimension()).isEqualTo(expected.length);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(actual.get(i) - expected[i]));
        }
        assertThat(difference / largest).isLessThanOrEqualTo(tolerance);
    }

    private static Map<String, double[]> golden(String name) throws IOException {
        Map<String, double[]> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file("golden.txt"))) {
            String[] parts = line.split(" ", -1);
            if (parts[0].equals(name)) {
                rows.put(
                        parts[1],
                        Arrays.stream(parts, 2, parts.length)
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            }
        }
        return rows;
    }

    private static double[] row(String name, String picture) throws IOException {
        return Objects.requireNonNull(golden(name).get(picture), name);
    }

    private static Path file(String name) {
        return TestModels.path("../foreign/" + name);
    }
}
