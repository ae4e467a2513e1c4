package io.github.siamese4j.training.internal.export;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.golden.FeatureTwins;
import io.github.siamese4j.training.golden.PlainFeatureTwin;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureExportTest {
    private static final ModelDescription DESCRIPTION =
            new ModelDescription("glyphs", 0.625, Map.of("data", "formula"), "# A twin");

    @TempDir
    private Path parent;

    @ParameterizedTest
    @CsvSource({"COSINE,true", "COSINE,false", "EUCLIDEAN,true", "MANHATTAN,true", "HEAD,true", "HEAD,false"})
    void whatIsWrittenComputesWhatIsDefined(String scorer, boolean standardize) throws Exception {
        FeatureTwin twin = FeatureTwins.twin(scorer, standardize);
        TwinWeights weights = FeatureTwins.weights(twin, 1);
        float[][] vectors = FeatureTwins.vectors(twin, 6, 2);
        Path directory = parent.resolve("model");
        export(weights, WeightStorage.FLOAT32).writeTo(directory, DESCRIPTION);

        assertThat(Files.exists(directory.resolve("scorer.onnx"))).isEqualTo(scorer.equals("HEAD"));
        PlainFeatureTwin plain = new PlainFeatureTwin(weights);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession encoder = environment.createSession(
                        directory.resolve("encoder.onnx").toString(), options)) {
            TensorInfo input = (TensorInfo)
                    requireNonNull(encoder.getInputInfo().get("features")).getInfo();
            assertThat(input.type).isEqualTo(OnnxJavaType.FLOAT);
            assertThat(input.getShape()).containsExactly(-1, FeatureTwins.FEATURES);
            try (OnnxTensor features = OnnxTensor.createTensor(environment, vectors);
                    OrtSession.Result result = encoder.run(Map.of("features", features))) {
                float[][] embeddings =
                        (float[][]) result.get("embedding").orElseThrow().getValue();
                for (int i = 0; i < vectors.length; i++) {
                    double[] expected = plain.embed(vectors[i]);
                    assertThat(embeddings[i]).hasSize(6);
                    for (int d = 0; d < expected.length; d++) {
                        assertThat((double) embeddings[i][d])
                                .isEqualTo(expected[d], within(1e-5 * (1 + Math.abs(expected[d]))));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"COSINE,cosine", "EUCLIDEAN,euclidean", "MANHATTAN,manhattan", "HEAD,onnx"})
    void metadataTellHowToUseIt(String scorer, String name) throws IOException {
        Path directory = parent.resolve("model");
        TwinExport export = export(FeatureTwins.weights(FeatureTwins.twin(scorer, true), 3), WeightStorage.FLOAT32);
        export.writeTo(directory, DESCRIPTION);
        assertThat(directory.resolve("MODEL_CARD.md")).hasContent("# A twin");
        assertThat(metadata(directory.resolve("encoder.onnx")))
                .containsEntry("siamese4j.format", "1")
                .containsEntry("siamese4j.name", "glyphs")
                .containsEntry("siamese4j.input", "features")
                .containsEntry("siamese4j.features", FeatureTwins.DESCRIPTION)
                .containsEntry("siamese4j.scorer", name)
                .containsEntry("siamese4j.threshold", "0.625")
                .containsEntry("siamese4j.storage", "float32")
                .containsEntry("siamese4j.training.data", "formula")
                .containsKeys("siamese4j.encoder.id", "siamese4j.sha256", "siamese4j.parity.embedding")
                .doesNotContainKeys("siamese4j.fit", "siamese4j.padding", "siamese4j.interpolation");
    }

    @Test
    void aModelWithoutExtractionSaysNothingOfIt() throws IOException {
        FeatureTwin twin = FeatureTwins.twin("COSINE", true).withFeatureDescription(null);
        export(FeatureTwins.weights(twin, 3), WeightStorage.FLOAT32).writeTo(parent.resolve("model"), DESCRIPTION);
        assertThat(metadata(parent.resolve("model/encoder.onnx"))).doesNotContainKey("siamese4j.features");
    }

    @Test
    void aMetricModelReplacesOneWithAHead() {
        Path directory = parent.resolve("model");
        export(FeatureTwins.weights(FeatureTwins.twin("HEAD", true), 3), WeightStorage.FLOAT32)
                .writeTo(directory, DESCRIPTION);
        assertThat(directory.resolve("scorer.onnx")).exists();
        export(FeatureTwins.weights(FeatureTwins.twin("COSINE", true), 3), WeightStorage.FLOAT32)
                .writeTo(directory, DESCRIPTION);
        assertThat(directory.resolve("scorer.onnx")).doesNotExist();
        assertThat(directory.resolve("encoder.onnx")).exists();
    }

    @ParameterizedTest
    @CsvSource({"COSINE,FLOAT16", "COSINE,INT8", "HEAD,FLOAT16", "HEAD,INT8"})
    void smallStorageIsMeasuredOnTheVectorsGiven(String scorer, WeightStorage storage) {
        FeatureTwin twin = FeatureTwins.twin(scorer, true);
        TwinWeights weights = FeatureTwins.weights(twin, 4);
        float[][] vectors = FeatureTwins.vectors(twin, 20, 5);
        Report exact = export(weights, WeightStorage.FLOAT32).report();
        assertThat(exact.embeddingRelative()).isLessThan(1e-5);
        assertThat(exact.scoreDifference()).isLessThan(1e-5);
        Report report = export(weights, storage, vectors).report();
        assertThat(report.embeddingDifference()).isEqualTo(exact.embeddingDifference());
        double limit = storage == WeightStorage.INT8 ? 0.1 : 0.005;
        assertThat(report.storageScoreMax()).isStrictlyBetween(report.storageScoreMean(), limit);
        assertThat(report.storageScoreMean()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"COSINE", "HEAD"})
    void refusesAGraphThatComputesSomethingElse(String scorer) {
        TwinWeights weights = FeatureTwins.weights(FeatureTwins.twin(scorer, true), 1);
        TwinWeights others = FeatureTwins.weights(FeatureTwins.twin(scorer, true), 2);
        FeatureGraph graph = FeatureGraph.of(weights);
        assertThatThrownBy(() -> TwinExport.check(graph, new PlainFeatureTwin(others), WeightStorage.FLOAT32))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.PARITY_FAILED));
        // The check is against any implementation of the network.
        assertThat(TwinExport.check(graph, new PlainFeatureTwin(weights), WeightStorage.FLOAT32)
                        .report()
                        .embeddingRelative())
                .isStrictlyBetween(0.0, 1e-5);
    }

    @Test
    void refusesVectorsAndDescriptionsThatDoNotFit() {
        TwinWeights weights = FeatureTwins.weights(FeatureTwins.twin("COSINE", true), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> export(weights, WeightStorage.FLOAT32, new float[3]))
                .withMessage("vectors must have 11 features each: 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> export(weights, WeightStorage.INT8, new float[11]))
                .withMessageContaining("at least 2");
        ModelDescription pictures =
                new ModelDescription("glyphs", Preprocessing.letterbox(8, 8), 0.5, Map.of(), "# A twin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> export(weights, WeightStorage.FLOAT32).writeTo(parent.resolve("model"), pictures))
                .withMessageContaining("preprocessing must not be given");
        assertThat(parent.resolve("model")).doesNotExist();
    }

    @Test
    void refusesLayersThatDoNotFit() {
        DenseLayer two = new DenseLayer(3, 2, new float[6], new float[2]);
        DenseLayer one = new DenseLayer(2, 1, new float[2], new float[1]);
        refused("DenseLayer[2 → 1] must read 4 values", Optional.of(Standardization.none(4)), List.of(one), List.of());
        refused("DenseLayer[3 → 2] must read 2 values", Optional.empty(), List.of(two, two), List.of());
        refused("there must be layers or a head", Optional.empty(), List.of(), List.of());
        refused(
                "head must be two layers without a metric and none with one",
                Optional.empty(),
                List.of(two),
                List.of(one));
    }

    private static void refused(
            String message, Optional<Standardization> statistics, List<DenseLayer> layers, List<DenseLayer> head) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new FeatureGraph(statistics, layers, false, Optional.of(Metric.COSINE), head, Optional.empty()))
                .withMessageContaining(message);
    }

    private static TwinExport export(TwinWeights weights, WeightStorage storage, float[]... vectors) {
        return TwinExport.ofVectors(weights, storage, vectors);
    }

    private static Map<String, String> metadata(Path file) throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(file)).getMetadataPropsList().stream()
                .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
    }
}
