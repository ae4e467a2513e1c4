package io.github.siamese4j.training.internal.export;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.golden.FormulaTwin;
import io.github.siamese4j.training.golden.PlainTwin;
import io.github.siamese4j.training.golden.WrittenModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinExportTest {

    private static final ImageGraph LIGHT = FormulaTwin.light();
    private static final byte[][] PICTURES = FormulaTwin.pictures(LIGHT.height(), LIGHT.width());
    private static final WeightStorage COMPACT = WeightStorage.INT8;
    private static final int TRAILER = 86;

    @TempDir
    private Path parent;

    @Test
    void reportsTheDifferencesToTheTrainedNetworkAndOfStorage() {
        Report exact = TwinExport.check(LIGHT, new PlainTwin(LIGHT), WeightStorage.FLOAT32)
                .report();
        assertThat(exact.embeddingDifference()).isStrictlyBetween(0.0, 1e-4);
        assertThat(exact.embeddingRelative()).isStrictlyBetween(0.0, 1e-5);
        assertThat(exact.scoreDifference()).isStrictlyBetween(0.0, 1e-5);
        assertThat(exact.storageScoreMax()).isZero();

        Report compact = check(COMPACT).report();
        assertThat(compact.embeddingDifference()).isEqualTo(exact.embeddingDifference());
        assertThat(compact.storageScoreMax()).isStrictlyBetween(compact.storageScoreMean(), 0.05);
        assertThat(compact.storageScoreMean()).isPositive();
    }

    @Test
    void refusesAGraphThatComputesSomethingElse() {
        refused(embeddings -> embeddings * 1.001f, score -> score);
        refused(embeddings -> embeddings, score -> score + 2e-4f);
        refused(embeddings -> Float.NaN, score -> score);
        refused(embeddings -> embeddings, score -> Float.NaN);
        // All embeddings of the trained network are 0, those of the export are not.
        refused(embeddings -> 0f, score -> score);
    }

    @Test
    void refusesAnotherNetwork() {
        InferenceNetwork<byte[]> other = changed(row -> Arrays.copyOf(row, 3), score -> score);
        assertThatThrownBy(() -> TwinExport.check(LIGHT, other, WeightStorage.FLOAT32))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.PARITY_FAILED))
                .hasMessageContaining("embeddings of 3 values, the exported graph of 80");
    }

    @Test
    void refusesPicturesOfAnotherSizeAndTooFew() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwinExport.check(LIGHT, new PlainTwin(LIGHT), COMPACT, PICTURES[0]))
                .withMessageContaining("at least 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwinExport.check(LIGHT, new PlainTwin(LIGHT), COMPACT, PICTURES[0], new byte[7]))
                .withMessage("images must have 4455 bytes each: 7");
    }

    @Test
    void writesWhatTheFormatAsksFor() throws Exception {
        Path directory = parent.resolve("model");
        TwinExport export = check(COMPACT);
        export.writeTo(directory, description());

        assertThat(directory.resolve("MODEL_CARD.md")).hasContent("# A twin");
        byte[] encoderFile = Files.readAllBytes(directory.resolve("encoder.onnx"));
        ModelProto encoder = ModelProto.parseFrom(encoderFile);
        String id = sha256(encoder.getGraph().toByteArray());
        assertThat(metadata(encoder))
                .containsEntry("siamese4j.format", "1")
                .containsEntry("siamese4j.encoder.id", id)
                .containsEntry("siamese4j.name", "light")
                .containsEntry("siamese4j.input", "image")
                .containsEntry("siamese4j.fit", "center_crop")
                .containsEntry("siamese4j.interpolation", "bicubic")
                .containsEntry("siamese4j.padding", "#808080")
                .containsEntry("siamese4j.scorer", "onnx")
                .containsEntry("siamese4j.threshold", "0.625")
                .containsEntry("siamese4j.storage", "int8")
                .containsEntry(
                        "siamese4j.parity.embedding",
                        Double.toString(export.report().embeddingDifference()))
                .containsEntry(
                        "siamese4j.parity.score",
                        Double.toString(export.report().scoreDifference()))
                .containsEntry(
                        "siamese4j.storage.score.max",
                        Double.toString(export.report().storageScoreMax()))
                .containsEntry(
                        "siamese4j.storage.score.mean",
                        Double.toString(export.report().storageScoreMean()))
                .containsEntry("siamese4j.training.data", "formula")
                .hasSize(18);

        byte[] scorerFile = Files.readAllBytes(directory.resolve("scorer.onnx"));
        assertThat(metadata(ModelProto.parseFrom(scorerFile)))
                .containsEntry("siamese4j.format", "1")
                .containsEntry("siamese4j.encoder.id", id)
                .containsEntry("siamese4j.storage", "int8")
                .hasSize(4);
        requireTrailer(encoderFile);
        requireTrailer(scorerFile);
    }

    @Test
    void runtimeSeesTheNamesTypesAndShapesOfTheFormat() throws Exception {
        Path directory = parent.resolve("model");
        check(COMPACT).writeTo(directory, description());
        try (WrittenModel model = new WrittenModel(directory)) {
            assertThat(model.encoder().getInputInfo()).containsOnlyKeys("image");
            requireTensor(model.encoder().getInputInfo(), "image", OnnxJavaType.UINT8, -1, 45, 33, 3);
            assertThat(model.encoder().getOutputInfo()).containsOnlyKeys("embedding");
            requireTensor(model.encoder().getOutputInfo(), "embedding", OnnxJavaType.FLOAT, -1, 80);
            assertThat(model.scorer().getInputInfo()).containsOnlyKeys("left", "right");
            requireTensor(model.scorer().getInputInfo(), "left", OnnxJavaType.FLOAT, -1, 80);
            requireTensor(model.scorer().getInputInfo(), "right", OnnxJavaType.FLOAT, -1, 80);
            assertThat(model.scorer().getOutputInfo()).containsOnlyKeys("score");
            requireTensor(model.scorer().getOutputInfo(), "score", OnnxJavaType.FLOAT, -1);
        }
    }

    @Test
    void theCoreLibraryLoadsItAndScoresAPictureWithItselfAsTheNetworkDoes() {
        Path directory = parent.resolve("model");
        TwinExport.check(LIGHT, new PlainTwin(LIGHT), WeightStorage.FLOAT32).writeTo(directory, description());
        float[][] zero = {new float[LIGHT.dimension()]};
        double expected = new PlainTwin(LIGHT).score(zero, zero)[0];
        try (SiameseComparator comparator = SiameseComparator.load(directory)) {
            assertThat(comparator.model()).isEqualTo("light");
            assertThat(comparator.threshold()).isEqualTo(0.625);
            assertThat(comparator.selfScore()).hasValueCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void theSameExportHasTheSameBytes() throws IOException {
        check(COMPACT).writeTo(parent.resolve("first"), description());
        check(COMPACT).writeTo(parent.resolve("second"), description());
        for (String file : new String[] {"encoder.onnx", "scorer.onnx", "MODEL_CARD.md"}) {
            assertThat(parent.resolve("first").resolve(file))
                    .hasSameBinaryContentAs(parent.resolve("second").resolve(file));
        }
    }

    @Test
    void replacesAModelAndNothingElse() throws IOException {
        Path directory = parent.resolve("model");
        TwinExport export = TwinExport.check(LIGHT, new PlainTwin(LIGHT), WeightStorage.FLOAT32);
        export.writeTo(directory, description());
        long exactSize = Files.size(directory.resolve("encoder.onnx"));
        check(COMPACT).writeTo(directory, description());
        assertThat(Files.size(directory.resolve("encoder.onnx"))).isLessThan(exactSize);
        Files.writeString(directory.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> export.writeTo(directory, description()))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.TARGET_OCCUPIED));
    }

    @Test
    void refusesAPreprocessingOfAnotherSize() {
        ModelDescription square =
                new ModelDescription("light", Preprocessing.letterbox(45, 45), 0.5, Map.of(), "# A twin");
        TwinExport export = TwinExport.check(LIGHT, new PlainTwin(LIGHT), WeightStorage.FLOAT32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> export.writeTo(parent.resolve("model"), square))
                .withMessageContaining("33×45 (width × height): 45×45");
        assertThat(parent.resolve("model")).doesNotExist();
    }

    private static TwinExport check(WeightStorage storage) {
        return TwinExport.check(LIGHT, new PlainTwin(LIGHT), storage, PICTURES);
    }

    private static ModelDescription description() {
        Preprocessing preprocessing = Preprocessing.letterbox(33, 45).withFit(Preprocessing.Fit.CENTER_CROP);
        return new ModelDescription(
                "light",
                preprocessing,
                0.625,
                Map.of("data", "formula", "recipe", "none", "recipe.steps", "0"),
                "# A twin");
    }

    private static void refused(UnaryOperator<Float> value, UnaryOperator<Float> score) {
        InferenceNetwork<byte[]> wrong = changed(
                row -> {
                    float[] copy = row.clone();
                    for (int i = 0; i < copy.length; i++) {
                        copy[i] = value.apply(copy[i]);
                    }
                    return copy;
                },
                score);
        assertThatThrownBy(() -> TwinExport.check(LIGHT, wrong, WeightStorage.FLOAT32))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.PARITY_FAILED));
    }

    private static InferenceNetwork<byte[]> changed(UnaryOperator<float[]> embedding, UnaryOperator<Float> score) {
        PlainTwin plain = new PlainTwin(LIGHT);
        return new InferenceNetwork<byte[]>() {
            @Override
            public float[][] embed(byte[][] pictures) {
                return Arrays.stream(plain.embed(pictures)).map(embedding).toArray(float[][]::new);
            }

            @Override
            public float[] score(float[][] left, float[][] right) {
                float[] scores = plain.score(left, right);
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = score.apply(scores[i]);
                }
                return scores;
            }
        };
    }

    private static void requireTensor(Map<String, NodeInfo> nodes, String name, OnnxJavaType type, long... shape) {
        assertThat(requireNonNull(nodes.get(name), name).getInfo()).isInstanceOfSatisfying(TensorInfo.class, tensor -> {
            assertThat(tensor.type).isEqualTo(type);
            assertThat(tensor.getShape()).isEqualTo(shape);
        });
    }

    private static Map<String, String> metadata(ModelProto model) {
        return model.getMetadataPropsList().stream()
                .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
    }

    private static void requireTrailer(byte[] file) throws Exception {
        byte[] content = Arrays.copyOf(file, file.length - TRAILER);
        byte[] trailer = Arrays.copyOfRange(file, content.length, file.length);
        byte[] expected = ("rT\n\u0010siamese4j.sha256\u0012@" + sha256(content)).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(trailer).isEqualTo(expected);
        assertThat(ModelProto.parseFrom(content).getMetadataPropsList())
                .noneMatch(entry -> entry.getKey().equals("siamese4j.sha256"));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
