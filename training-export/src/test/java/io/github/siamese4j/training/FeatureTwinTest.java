package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.golden.FeatureTwins;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.Safetensors;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTwinTest {
    private static final FeatureTwin STANDARD = FeatureTwin.standard(2000);

    @Test
    void standardNetworkIsTheOriginal() {
        assertThat(STANDARD.parameterCount()).isEqualTo(2000 * 1024 + 1024 + 1024 * 512 + 512 + 512 * 256 + 256);
        assertThat(STANDARD.embeddingDimension()).isEqualTo(256);
        assertThat(STANDARD.dropout()).isEqualTo(0.1);
        assertThat(STANDARD.scorer()).hasValue(Metric.COSINE);
        assertThat(STANDARD.withScorer(Optional.empty()).parameterCount() - STANDARD.parameterCount())
                .isEqualTo(256 * 512 + 512 + 512 + 1);
    }

    @Test
    void standardizationIsPartOfTheWeightsAndIsNotTrained() {
        assertThat(ParameterSpec.of(STANDARD).subList(0, 3))
                .extracting(ParameterSpec::name)
                .containsExactly("input.mean", "input.deviation", "trunk.dense1.weight");
        assertThat(ParameterSpec.of(STANDARD).get(0).kind().isTrained()).isFalse();
        assertThat(ParameterSpec.of(STANDARD).get(1).kind().isTrained()).isFalse();
        assertThat(ParameterSpec.of(STANDARD).get(2).shape()).isEqualTo(new Shape(1024, 2000));
        FeatureTwin small = FeatureTwins.twin("HEAD", true);
        float[] mean = new float[FeatureTwins.FEATURES];
        float[] deviation = new float[FeatureTwins.FEATURES];
        Arrays.fill(mean, -3);
        Arrays.fill(deviation, 0.25f);
        Map<String, FloatTensor> start = TwinParameters.initialize(small, 7, new Standardization(mean, deviation));
        try (TwinParameters parameters = TwinParameters.of(small, start, Device.cpu())) {
            assertThat(parameters.get("input.mean").toFloatArray()).containsOnly(-3);
            assertThat(parameters.get("input.deviation").toFloatArray()).containsOnly(0.25f);
            assertThat(parameters.leaves(parameters.manager().newSubManager()))
                    .doesNotContainKeys("input.mean", "input.deviation")
                    .hasSize(10);
        }
        TwinWeights drawn = new TwinWeights(small, TwinParameters.initialize(small, 7));
        assertThat(drawn.tensor("input.deviation").values()).containsOnly(1);
    }

    @Test
    void jsonTellsBothKindsOfNetworkApart() {
        FeatureTwin features = FeatureTwins.twin("MANHATTAN", false);
        TwinDescription pictures = TwinDescription.light(32, 32, true, InputScaling.INVERTED);
        for (NetworkDescription network : List.of(features, pictures, STANDARD)) {
            assertThat(ConfigJson.part(Json.tree(network), NetworkDescription.class))
                    .isEqualTo(network);
            // A component of the interface's type has the JSON of the record.
            assertThat(Json.tree(new Holder(network)).getAsJsonObject().get("network"))
                    .isEqualTo(Json.tree(network));
        }
        assertThatThrownBy(() -> ConfigJson.part(new JsonArray(), NetworkDescription.class))
                .isInstanceOf(JsonParseException.class);
    }

    @Test
    void jsonNamesTheScorer() {
        for (String scorer : List.of("COSINE", "EUCLIDEAN", "MANHATTAN", "HEAD")) {
            FeatureTwin twin = FeatureTwins.twin(scorer, true);
            JsonObject json = Json.tree(twin).getAsJsonObject();
            assertThat(json.get("scorer").getAsString()).isEqualTo(scorer);
            assertThat(ConfigJson.part(json, NetworkDescription.class)).isEqualTo(twin);
            json.addProperty("scorer", "DOT");
            assertThatThrownBy(() -> ConfigJson.part(json, NetworkDescription.class))
                    .isInstanceOf(JsonParseException.class)
                    .hasMessageContaining("scorer must be one of [COSINE, EUCLIDEAN, MANHATTAN, HEAD]: DOT");
        }
        // Older networks have no member scorer.
        JsonObject old = Json.tree(TwinDescription.light(32, 32, true, InputScaling.UNIT))
                .getAsJsonObject();
        old.remove("scorer");
        assertThat(ConfigJson.part(old, TwinDescription.class).hasHead()).isTrue();
    }

    @Test
    void weightsAreReadFromACheckpoint(@TempDir Path folder) throws IOException {
        TwinWeights weights = FeatureTwins.weights(FeatureTwins.twin("HEAD", true), 5);
        JsonObject state = new JsonObject();
        state.add("network", Json.tree(weights.network()));
        Files.writeString(folder.resolve(TwinWeights.STATE_FILE), state.toString());
        Safetensors.write(folder.resolve(TwinWeights.WEIGHTS_FILE), weights.tensors());
        TwinWeights read = TwinWeights.load(folder);
        assertThat(read.network()).isEqualTo(weights.network());
        assertThat(read.tensor("input.mean").values())
                .isEqualTo(weights.tensor("input.mean").values());
        assertThatThrownBy(read::description)
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("reads feature vectors, not images");
    }

    @Test
    void refusesWhatCannotBe() {
        refused("inputs must be in 1..100000: -1", -1, List.of(4), 0.1, 512);
        refused("widths must be in 1..100000: 0", 3, List.of(4, 0), 0.1, 512);
        refused("dropout must be in [0, 1): 1.0", 3, List.of(4), 1, 512);
        refused("dropout must be in [0, 1): NaN", 3, List.of(4), Double.NaN, 512);
        refused("headHidden must be", 3, List.of(4), 0, 0);
        assertThatThrownBy(() ->
                        TwinDescription.light(32, 32, true, InputScaling.UNIT).overFeatures())
                .hasMessageContaining("reads images, not feature vectors");
    }

    @Test
    void needsALayerOrAHeadToTrain() {
        TrainingConfig.Builder config = TrainingConfig.table(Path.of("t.csv"), Path.of("r")).toBuilder();
        FeatureTwin plain = new FeatureTwin(3, List.of(), 0, true, false, Optional.of(Metric.COSINE), 4, null);
        assertThatThrownBy(() -> config.network(plain).build())
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("widths must name at least one");
        assertThat(config.network(plain.withScorer(Optional.empty()))
                        .loss(PairLoss.standard())
                        .build()
                        .network()
                        .embeddingDimension())
                .isEqualTo(3);
    }

    private static void refused(String message, int inputs, List<Integer> widths, double dropout, int headHidden) {
        assertThatThrownBy(() -> new FeatureTwin(
                        inputs, widths, dropout, true, false, Optional.of(Metric.COSINE), headHidden, null))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(message);
    }

    private record Holder(NetworkDescription network) {}
}
