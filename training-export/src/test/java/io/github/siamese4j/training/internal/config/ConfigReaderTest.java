package io.github.siamese4j.training.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.Presets;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final TrainingConfig DEFAULTS =
            TrainingConfig.builder(Path.of("data"), Path.of("run")).build();

    @TempDir
    Path folder;

    /** No member has its default. */
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
        // What cannot go with the others.
        TrainingConfig frozen = config.toBuilder()
                .metricLoss(null)
                .freezeTrunk(true)
                .loss(PairLoss.squaredError(true))
                .schedule(LearningRateSchedule.constant(0.5, 7))
                .augmentation(Augmentation.of(JitterAugmentation.standard()))
                .build();
        assertThat(read(frozen.toJson())).isEqualTo(frozen);
        TrainingConfig features = Presets.table(Path.of("t.csv"), Path.of("r"));
        assertThat(read(features.toJson())).isEqualTo(features);
        // Guards the comparison: a member that is new must be given another value above.
        requireAllDiffer(
                "",
                ConfigJson.toJson(config).getAsJsonObject(),
                ConfigJson.toJson(DEFAULTS).getAsJsonObject(),
                TrainingConfig.class);
    }

    private static void requireAllDiffer(String path, JsonObject one, JsonObject other, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            if (component.getType().isRecord() && other.has(name)) {
                requireAllDiffer(
                        path + name + ".", one.getAsJsonObject(name), other.getAsJsonObject(name), component.getType());
            } else if (!List.of("freezeTrunk", "term", "shape", "crop", "jitter")
                    .contains(name)) {
                assertThat(one.get(name)).as(path + name).isNotNull().isNotEqualTo(other.get(name));
            }
        }
    }

    @Test
    void takesDefaultsForWhatIsMissing() throws IOException {
        assertThat(read("{\"data\": \"data\", \"run\": \"run\"}")).isEqualTo(DEFAULTS);
        TrainingConfig some =
                read("{\"data\": \"data\", \"run\": \"run\", \"optimizer\": {\"momentum\": 0.8}, \"workers\": 2}");
        assertThat(some.optimizer())
                .isEqualTo(new OptimizerSettings(
                        DEFAULTS.optimizer().rule(),
                        0.8,
                        DEFAULTS.optimizer().weightDecay(),
                        DEFAULTS.optimizer().clipNorm()));
        assertThat(some.workers()).isEqualTo(2);
        assertThat(some.network()).isEqualTo(DEFAULTS.network());
    }

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
    void namesWhatIsWrong(String member, String expected) {
        assertThatThrownBy(() -> read("{\"data\": \"data\", \"run\": \"run\", " + member + "}"))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFIG_INVALID))
                .hasMessageStartingWith("CONFIG_INVALID: ")
                .hasMessageContaining("config.json")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | data is missing", "{\"data\": \"d\"} | run is missing", "[] | JSON", "{\"data\" | line 1"})
    void refusesWhatIsNoConfiguration(String json, String expected) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFIG_INVALID))
                .hasMessageContaining(expected);
    }

    @Test
    void saysThatAFileCannotBeRead() {
        assertThatThrownBy(() -> ConfigJson.read(folder.resolve("none.json")))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.IO_FAILED));
    }
}
