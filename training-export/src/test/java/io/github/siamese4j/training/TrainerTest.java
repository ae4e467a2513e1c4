package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.Safetensors;
import io.github.siamese4j.training.internal.network.TwinWeights;
import io.github.siamese4j.training.internal.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {
    private static final int SIDE = 24;

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path data() {
        Path data = shared.resolve("data");
        if (!Files.exists(data)) {
            Pictures.grouped(data, 5, 6, 8, SIDE);
        }
        return data;
    }

    private static TwinDescription network(boolean batchNorm) {
        List<ConvBlock> blocks = List.of(new ConvBlock(12, 1), new ConvBlock(24, 1), new ConvBlock(32, 1));
        return new TwinDescription(SIDE, SIDE, blocks, batchNorm, 32, InputScaling.INVERTED, Fit.STRETCH);
    }

    private TrainingConfig.Builder config(String run, int steps) {
        return TrainingConfig.builder(data(), folder.resolve(run))
                .network(network(true))
                .sampling(new SamplingPolicy(8, 4, 2, true, 0))
                .augmentation(AffineAugmentation.standard(255))
                .schedule(new LearningRateSchedule(3e-3, 0.1, Math.min(5, steps), 0, steps))
                .evaluation(new EvaluationSettings(10, 60, 400, 200, 5))
                .checkpointEvery(4)
                .seed(11);
    }

    @Test
    void learnsToTellUnseenGroupsApart() throws IOException {
        TrainingResult result = Trainer.train(config("run", 60).build(), TrainingListener.SILENT);
        ValidationMetrics metrics = result.bestMetrics().orElseThrow();
        // Chance is 0.5, 0.5 and 0.2.
        assertThat(metrics.accuracy()).isGreaterThan(0.75);
        assertThat(metrics.areaUnderCurve()).isGreaterThan(0.85);
        assertThat(metrics.oneShotAccuracy()).isGreaterThan(0.6);
        Path run = folder.resolve("run");
        assertThat(Files.readAllLines(run.resolve("steps.csv"))).hasSize(61);
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(7);
        assertThat(run.resolve("curves.png")).isNotEmptyFile();
        assertThat(TwinWeights.load(result.best()).description()).isEqualTo(network(true));
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 0", "BFLOAT16, 0", "WINOGRAD, 0", "FLOAT32, 0.9"})
    void goesOnBitForBitAfterAKill(Precision precision, double averageDecay) throws IOException {
        UnaryOperator<TrainingConfig.Builder> variant =
                c -> c.precision(precision).averageDecay(averageDecay);
        Trainer.train(variant.apply(config("whole", 14)).build(), TrainingListener.SILENT);
        // The run is killed in step 11. The last checkpoint is that of step 10, and the log already contains step 11.
        TrainingListener killer = new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
                if (report.step() == 11) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        assertThatThrownBy(
                        () -> Trainer.train(variant.apply(config("killed", 14)).build(), killer))
                .hasMessage("killed");
        Trainer.resume(folder.resolve("killed"), TrainingListener.SILENT);
        for (String kind : List.of("last", "best")) {
            List<String> files = averageDecay > 0
                    ? List.of("weights.safetensors", "raw.safetensors", "optimizer.safetensors")
                    : List.of("weights.safetensors", "optimizer.safetensors");
            for (String file : files) {
                assertThat(folder.resolve("killed").resolve(kind).resolve(file))
                        .hasSameBinaryContentAs(
                                folder.resolve("whole").resolve(kind).resolve(file));
            }
        }
        assertThat(folder.resolve("killed/metrics.csv")).hasSameTextualContentAs(folder.resolve("whole/metrics.csv"));
        assertThat(Files.readAllLines(folder.resolve("killed/steps.csv"))).hasSize(15);
    }

    @Test
    void measuresAndHandsOutTheAverage() {
        TrainingConfig.Builder plain = config("plain", 4).evaluation(new EvaluationSettings(4, 60, 400, 200, 5));
        TrainingConfig averaged = config("averaged", 4)
                .evaluation(new EvaluationSettings(4, 60, 400, 200, 5))
                .averageDecay(0.9)
                .build();
        TrainingResult one = Trainer.train(plain.build(), TrainingListener.SILENT);
        TrainingResult other = Trainer.train(averaged, TrainingListener.SILENT);
        Path last = other.last();
        // Averaging does not change the trained weights.
        assertThat(last.resolve("raw.safetensors"))
                .hasSameBinaryContentAs(one.last().resolve("weights.safetensors"));
        String name = "head.hidden.weight";
        float[] used = values(TwinWeights.load(last).tensors(), name);
        assertThat(used).isNotEqualTo(values(TwinWeights.load(one.last()).tensors(), name));
        assertThat(values(TrainedModel.load(last).weights().tensors(), name)).isEqualTo(used);
        assertThat(other.bestMetrics()).isPresent().isNotEqualTo(one.bestMetrics());
    }

    @Test
    void startsFromTheWeightsOfAnotherRun() {
        TrainingResult first = Trainer.train(config("first", 2).build(), TrainingListener.SILENT);
        Map<String, FloatTensor> before = TwinWeights.load(first.last()).tensors();
        // A step this small does not change the weights.
        TrainingConfig second = config("second", 1)
                .initialWeights(first.last())
                .schedule(new LearningRateSchedule(1e-30, 1, 0, 0, 1))
                .build();
        Map<String, FloatTensor> after = TwinWeights.load(
                        Trainer.train(second, TrainingListener.SILENT).last())
                .tensors();
        String name = "head.hidden.weight";
        assertThat(values(after, name)).isEqualTo(values(before, name));
    }

    @Test
    void stopsAtAnInfiniteLossAndKeepsTheCheckpoint() {
        TrainingConfig config = config("nan", 40)
                .network(network(false))
                .schedule(new LearningRateSchedule(1e18, 1, 0, 0, 40))
                .checkpointEvery(1)
                .build();
        assertThatThrownBy(() -> Trainer.train(config, TrainingListener.SILENT))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.LOSS_NAN))
                .hasMessageContaining("step");
        for (FloatTensor tensor :
                TwinWeights.load(folder.resolve("nan/last")).tensors().values()) {
            for (float value : tensor.values()) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void stopsWhenAllScoresAreEqual() throws IOException {
        // A head of zeros gives every pair the logit 0.
        Map<String, FloatTensor> zeros = new LinkedHashMap<>();
        ParameterSpec.of(network(true)).stream()
                .filter(p -> p.name().startsWith("head."))
                .forEach(p -> zeros.put(
                        p.name(),
                        new FloatTensor(p.shape(), new float[(int) p.shape().size()])));
        Path weights = folder.resolve("zeros.safetensors");
        Safetensors.write(weights, zeros);
        TrainingConfig config = config("flat", 4)
                .initialWeights(weights)
                .schedule(LearningRateSchedule.constant(1e-30, 4))
                .checkpointEvery(1)
                .evaluation(new EvaluationSettings(2, 60, 400, 200, 5))
                .build();
        assertThatThrownBy(() -> Trainer.train(config, TrainingListener.SILENT))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.LOSS_COLLAPSED))
                .hasMessageContaining("step 2");
        assertThat(TrainedModel.load(folder.resolve("flat/last")).step()).isEqualTo(1);
    }

    @Test
    void stopsEarlyAlsoWhenItIsResumed() {
        TrainingConfig config = config("early", 50)
                .schedule(LearningRateSchedule.constant(1e-30, 50))
                .network(network(false))
                .evaluation(new EvaluationSettings(1, 60, 400, 200, 5))
                .earlyStopping(new EarlyStopping(EarlyStopping.Monitor.ONE_SHOT_ACCURACY, 3, 0))
                .build();
        TrainingListener killer = new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
                if (report.step() == 3) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        assertThatThrownBy(() -> Trainer.train(config, killer)).hasMessage("killed");
        List<String> messages = new ArrayList<>();
        TrainingResult result = Trainer.resume(config.run().folder(), new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        });
        // The first validation is the best; three more bring no improvement.
        assertThat(result.steps()).isEqualTo(4);
        assertThat(messages).anyMatch(m -> m.contains("stopped after step 4"));
        assertThat(Trainer.resume(config.run().folder(), TrainingListener.SILENT)
                        .steps())
                .isEqualTo(4);
    }

    @Test
    void keepsCheckpointsAndEmbeddingsApartByMetricLosses() throws IOException {
        TrainingConfig config = config("metric", 40)
                .network(network(true).withScorer(Optional.of(Metric.COSINE)))
                .loss(new PairLoss(true, 0, 0, PairLoss.Term.NONE, 0))
                .metricLoss(MetricLoss.multiSimilarity())
                .keepEvery(20)
                .build();
        TrainingResult result = Trainer.train(config, TrainingListener.SILENT);
        assertThat(result.bestMetrics().orElseThrow().areaUnderCurve()).isGreaterThan(0.85);
        try (Stream<Path> kept = Files.list(config.run().folder().resolve("checkpoints"))) {
            assertThat(kept.map(p -> p.getFileName().toString().substring(0, 10)))
                    .containsExactlyInAnyOrder("step000020", "step000040");
        }
        assertThat(TwinWeights.load(result.best()).tensors().keySet()).noneMatch(name -> name.startsWith("head."));
    }

    @Test
    void refusesToOverwriteARunAndToResumeNone() {
        Trainer.train(config("run", 1).build(), TrainingListener.SILENT);
        assertThatThrownBy(() -> Trainer.train(config("run", 1).build(), TrainingListener.SILENT))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFIG_INVALID));
        assertThatThrownBy(() -> Trainer.resume(folder.resolve("none"), TrainingListener.SILENT))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_INVALID));
    }

    @Test
    void refusesADamagedCheckpoint() throws IOException {
        Trainer.train(config("run", 1).build(), TrainingListener.SILENT);
        Path state = folder.resolve("run/last/state.json");
        String whole = Files.readString(state);
        for (String damaged : List.of("", "{", "[]", "{}", whole.replace("\"format\": 1", "\"format\": 99"))) {
            Files.writeString(state, damaged);
            assertThatThrownBy(() -> Trainer.resume(folder.resolve("run"), TrainingListener.SILENT))
                    .isInstanceOfSatisfying(
                            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_INVALID));
        }
    }

    @Test
    void readsBackItsConfiguration() {
        TrainingConfig config =
                config("run", 5).initialWeights(folder.resolve("w")).build();
        assertThat(ConfigJson.config(Json.parse(config.toJson()))).isEqualTo(config);
    }

    @Test
    void readsAConfigurationWithoutTheMembersThatCameLater() {
        TrainingConfig config = config("run", 5).build();
        JsonObject json = Json.parse(config.toJson());
        assertThat(json.getAsJsonObject("compute").remove("precision")).isNotNull();
        assertThat(json.getAsJsonObject("learning").remove("averageDecay")).isNotNull();
        assertThat(ConfigJson.config(json)).isEqualTo(config);
    }

    private static float[] values(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).values();
    }
}
