package io.github.siamese4j.training.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.json.Json;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigJsonTest {
    private static final TrainingConfig DEFAULTS =
            TrainingConfig.builder(Path.of("data"), Path.of("run")).build();

    @TempDir
    Path folder;

    /** Returns a configuration in which no member has its default. */
    private static TrainingConfig unusual() {
        List<ConvBlock> blocks = List.of(new ConvBlock(3, 1), new ConvBlock(5, 2));
        return TrainingConfig.builder(Path.of("pictures"), Path.of("runs", "one"))
                .layout(FolderLayout.GROUPS)
                .network(new TwinDescription(24, 32, blocks, false, 7, InputScaling.INVERTED, Fit.CENTER_CROP))
                .precision(Precision.BFLOAT16)
                .split(new SplitRule(SplitRule.Unit.PICTURES, 0.25, List.of("Latin", "Ge\"ez"), -5))
                .sampling(new SamplingPolicy(3, 2, 7, true, 5, 4, 2))
                .augmentation(new AffineAugmentation(1, 0.9, 1.1, 0.125, 0.25, 17, 0.5))
                .loss(new PairLoss(false, 0.5, 0.1, PairLoss.Term.CROSS_ENTROPY, 0.25))
                .metricLoss(MetricLoss.triplet(0.3, MetricLoss.Mining.HARD))
                .metricWeight(0.5)
                .devices(2)
                .epochs(9)
                .startEpoch(2)
                .keepEvery(50)
                .earlyStopping(new EarlyStopping(EarlyStopping.Monitor.ACCURACY, 3, 0.01))
                .optimizer(new OptimizerSettings(OptimizerSettings.Rule.SGD, 0.5, 1e-5, 2))
                .averageDecay(0.99)
                .schedule(new LearningRateSchedule(0.1, 0.3, 2, 3, 40, LearningRateSchedule.Shape.COSINE, 2))
                .evaluation(new EvaluationSettings(7, 60, 400, 200, 5))
                .checkpointEvery(9)
                .seed(Long.MAX_VALUE)
                .initialWeights(Path.of("other", "best"))
                .workers(3)
                .maxPictureBytes(123456789012L)
                .maxCorruptFraction(0.5)
                .build();
    }

    private TrainingConfig read(String json) throws IOException {
        return ConfigJson.read(Files.writeString(folder.resolve("config.json"), json));
    }

    @Test
    void readsBackEveryMember() throws IOException {
        TrainingConfig config = unusual();
        assertThat(read(config.toJson())).isEqualTo(config);
        // The settings that exclude some of the others.
        TrainingConfig frozen = config.toBuilder()
                .metricLoss(null)
                .freezeTrunk(true)
                .loss(PairLoss.squaredError(true))
                .schedule(LearningRateSchedule.constant(0.5, 7))
                .augmentation(Augmentation.of(JitterAugmentation.standard()))
                .build();
        assertThat(read(frozen.toJson())).isEqualTo(frozen);
        TrainingConfig features = TrainingConfig.table(Path.of("t.csv"), Path.of("r"));
        assertThat(read(features.toJson())).isEqualTo(features);
        TrainingConfig encoder = TrainingConfig.frozen(Path.of("d"), Path.of("m"), Path.of("r")).toBuilder()
                .encoder(new TrainingConfig.FrozenEncoder(Path.of("m"), "0123", true))
                .build();
        assertThat(read(encoder.toJson())).isEqualTo(encoder);
        // A new member must be given another value above, or the comparison says nothing of it.
        requireAllDiffer(
                "", Json.tree(config).getAsJsonObject(), Json.tree(DEFAULTS).getAsJsonObject(), TrainingConfig.class);
    }

    private static void requireAllDiffer(String path, JsonObject one, JsonObject other, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            if (component.getType().isRecord() && other.has(name)) {
                requireAllDiffer(
                        path + name + ".", one.getAsJsonObject(name), other.getAsJsonObject(name), component.getType());
            } else if (!List.of("freezeTrunk", "term", "shape", "crop", "jitter", "encoder")
                    .contains(name)) {
                assertThat(one.get(name)).as(path + name).isNotNull().isNotEqualTo(other.get(name));
            }
        }
    }

    @Test
    void takesDefaultsForWhatIsMissing() throws IOException {
        assertThat(read("{\"data\": {\"folder\": \"data\"}, \"run\": {\"folder\": \"run\"}}"))
                .isEqualTo(DEFAULTS);
        TrainingConfig some = read(with("\"learning\": {\"optimizer\": {\"momentum\": 0.8}, \"earlyStopping\": {}},"
                + "\"compute\": {\"workers\": 2}, \"network\": {\"inputs\": 3, \"scorer\": \"HEAD\"}"));
        assertThat(some.learning().optimizer())
                .isEqualTo(new OptimizerSettings(
                        DEFAULTS.learning().optimizer().rule(),
                        0.8,
                        DEFAULTS.learning().optimizer().weightDecay(),
                        DEFAULTS.learning().optimizer().clipNorm()));
        assertThat(some.learning().earlyStopping()).isEqualTo(new EarlyStopping(EarlyStopping.Monitor.LOSS, 10, 0));
        assertThat(some.compute().workers()).isEqualTo(2);
        assertThat(some.network()).isEqualTo(FeatureTwin.standard(3).withScorer(Optional.empty()));
        assertThat(some.data()).isEqualTo(DEFAULTS.data());
    }

    /** A family of distortions replaces the default one instead of standing beside it. */
    @Test
    void takesAnotherFamilyOfDistortions() throws IOException {
        String data = "{\"run\": {\"folder\": \"run\"}, \"data\": {\"folder\": \"data\", \"augmentation\": %s}}";
        assertThat(read(String.format(data, "{\"crop\": {\"flip\": 0}}")).data().augmentation())
                .isEqualTo(Augmentation.of(new CropAugmentation(0.25, 1, 3 / 4.0, 4 / 3.0, 0, true, 2)));
        assertThat(read(String.format(data, "{\"affine\": {\"shear\": 0}}"))
                        .data()
                        .augmentation())
                .isEqualTo(Augmentation.of(new AffineAugmentation(12, 0.8, 1.2, 0, 0.05, 128, 0)));
        assertThat(read(String.format(data, "{}")).data().augmentation()).isEqualTo(Augmentation.none());
    }

    private static String with(String members) {
        return "{\"data\": {\"folder\": \"data\"}, \"run\": {\"folder\": \"run\"}, " + members + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"sede\": 3 | sede is no setting",
                "\"learning\": {\"optimizer\": {\"momentun\": 0.8}} | learning.optimizer.momentun is no setting",
                "\"network\": {\"blocks\": [{\"channels\": 3, \"convolution\": 1}]} | network.blocks[0].convolution "
                        + "is no",
                "\"compute\": {\"precision\": \"FLOAT8\"} | compute.precision must be one of "
                        + "[FLOAT32, WINOGRAD, BFLOAT16, AUTO]: \"FLOAT8\"",
                "\"compute\": {\"precision\": null} | compute.precision must not be null",
                "\"compute\": [] | compute must be an object",
                "\"network\": {\"blocks\": 3} | network.blocks must be a list",
                "\"compute\": {\"workers\": \"two\"} | compute.workers has a value of the wrong type: \"two\"",
                "\"compute\": {\"workers\": 2.5} | compute.workers has a value of the wrong type: 2.5",
                "\"network\": {\"inputs\": 3, \"widths\": [4, null]} | network.widths[1] must not be null",
                "\"compute\": {\"workers\": {}} | compute.workers has a value of the wrong type: {}",
                "\"network\": {\"scorer\": \"DOT\"} | network.scorer: scorer must be one of [COSINE, EUCLIDEAN, "
                        + "MANHATTAN, HEAD]",
                "\"loss\": {\"metric\": {\"kind\": \"TRIPLET\"}} | loss.metric.distance is missing",
                "\"learning\": {\"optimizer\": {\"momentum\": 3}} | momentum must be in [0, 1)",
            })
    void namesWhatIsWrong(String member, String expected) {
        refused(with(member), expected);
    }

    /** The flat form is checked as strictly. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"sede\": 3 | sede is no setting",
                "\"optimizer\": {\"momentun\": 0.8} | optimizer.momentun is no setting",
                "\"network\": {\"blocks\": [{\"channels\": 3, \"convolution\": 1}]} | network.blocks[0].convolution "
                        + "is no",
                "\"precision\": \"FLOAT8\" | precision must be one of [FLOAT32, WINOGRAD, BFLOAT16, AUTO]: \"FLOAT8\"",
                "\"precision\": null | precision must not be null",
                "\"split\": [] | split must be an object",
                "\"network\": {\"blocks\": 3} | network.blocks must be a list",
                "\"workers\": \"two\" | two",
                "\"optimizer\": {\"momentum\": 3} | momentum must be in [0, 1)",
            })
    void namesWhatIsWrongInTheFlatForm(String member, String expected) {
        refused("{\"data\": \"data\", \"run\": \"run\", " + member + "}", expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | data.folder is missing",
                "{\"data\": \"d\"} | run.folder is missing",
                "{\"data\": {\"folder\": \"d\"}, \"run\": {}} | run.folder is missing",
                "[] | JSON",
                "{\"data\" | line 1"
            })
    void refusesWhatIsNoConfiguration(String json, String expected) {
        refused(json, expected);
    }

    private void refused(String json, String expected) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFIG_INVALID))
                .hasMessageStartingWith("CONFIG_INVALID: ")
                .hasMessageContaining("config.json")
                .hasMessageContaining(expected);
    }

    /** The files were printed by the version with the flat form, see the options in each line. */
    @Test
    void readsTheFlatFormOfEarlierVersions() throws URISyntaxException {
        Path data = Path.of("d");
        Path run = Path.of("r");
        assertThat(flat("standard")).isEqualTo(TrainingConfig.builder(data, run).build());
        assertThat(flat("original")).isEqualTo(TrainingConfig.original(data, run));
        assertThat(flat("table")).isEqualTo(TrainingConfig.table(Path.of("t.csv"), run));
        // --size 64 --scaling INVERTED --blocks 8x1,16x2 --scorer EUCLIDEAN --loss TRIPLET --patience 4 --epochs 9
        // --start-epoch 2 --init other/best --ema 0.9 --augmentation JITTER --hold-out-group Latin,Greek
        // --schedule EPOCH_COSINE --scale-rate --learning-rate 0.01 --picture-memory 5
        List<ConvBlock> blocks = List.of(new ConvBlock(8, 1), new ConvBlock(16, 2));
        assertThat(flat("odd"))
                .isEqualTo(TrainingConfig.builder(data, run)
                        .network(new TwinDescription(
                                64,
                                64,
                                blocks,
                                true,
                                512,
                                InputScaling.INVERTED,
                                Fit.LETTERBOX,
                                Optional.of(Metric.EUCLIDEAN)))
                        .split(new SplitRule(SplitRule.Unit.GROUPS, 0.1, List.of("Latin", "Greek"), 0))
                        .augmentation(Augmentation.of(JitterAugmentation.standard()))
                        .loss(new PairLoss(true, 0, 0, PairLoss.Term.NONE, 0))
                        .metricLoss(MetricLoss.triplet(0.2, MetricLoss.Mining.SEMI_HARD))
                        .averageDecay(0.9)
                        .schedule(new LearningRateSchedule(
                                1e-3, 0.01, 0, 0, 1000, LearningRateSchedule.Shape.EPOCH_COSINE, 1))
                        .epochs(9)
                        .startEpoch(2)
                        .earlyStopping(new EarlyStopping(EarlyStopping.Monitor.LOSS, 4, 0))
                        .initialWeights(Path.of("other", "best"))
                        .maxPictureBytes(5 << 20)
                        .build());
    }

    private static TrainingConfig flat(String name) throws URISyntaxException {
        return TrainingConfig.read(
                Path.of(Objects.requireNonNull(ConfigJsonTest.class.getResource("/config/flat-" + name + ".json"))
                        .toURI()));
    }

    @Test
    void saysThatAFileCannotBeRead() {
        assertThatThrownBy(() -> ConfigJson.read(folder.resolve("none.json")))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.IO_FAILED));
    }
}
