package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static final ValidationMetrics METRICS = new ValidationMetrics(0.3984, 0.8, 0.9, 0.6, 0.4, 0.7);
    private static final ValidationMetrics BEST = new ValidationMetrics(0.1, 0.9, 0.95, 0.7, 0.5, 0.8);

    @TempDir
    Path run;

    /** Returns a checkpoint of a run that averages its weights. */
    private Checkpoint checkpoint() {
        TrainingConfig config = KilledRun.config(run, run);
        return new Checkpoint(
                config,
                300,
                TwinParameters.initialize(config.network(), 1),
                TwinParameters.initialize(config.network(), 2),
                TwinParameters.initialize(config.network(), 3),
                METRICS,
                BEST,
                new EarlyStopping.Progress(9, 0.7, 2));
    }

    private static void assertEqual(Map<String, FloatTensor> actual, Map<String, FloatTensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> {
            FloatTensor other = Objects.requireNonNull(actual.get(name), name);
            assertThat(other.shape()).as(name).isEqualTo(tensor.shape());
            assertThat(other.values()).as(name).isEqualTo(tensor.values());
        });
    }

    @Test
    void readsBackTheWholeState() {
        Checkpoint saved = checkpoint();
        saved.save(run.resolve("last"));
        Checkpoint read = Checkpoint.load(run.resolve("last"));
        assertThat(read.config()).isEqualTo(saved.config());
        assertThat(read.step()).isEqualTo(300);
        assertThat(read.metrics()).isEqualTo(METRICS);
        assertThat(read.best()).isEqualTo(BEST);
        assertThat(read.stopping()).isEqualTo(saved.stopping());
        assertEqual(read.weights(), saved.weights());
        assertEqual(read.raw(), saved.raw());
        assertEqual(read.moments(), saved.moments());
        assertEqual(read.trained(), saved.raw());
    }

    @Test
    void withoutAveragesTheTrainedParametersAreTheOnesToUse() {
        TrainingConfig config =
                KilledRun.config(run, run).toBuilder().averageDecay(0).build();
        Checkpoint start = Checkpoint.start(config, 5, TwinParameters.initialize(config.network(), 1));
        start.save(run.resolve("last"));
        Checkpoint read = Checkpoint.load(run.resolve("last"));
        assertThat(read.raw()).isEmpty();
        assertThat(read.metrics()).isNull();
        assertThat(read.best()).isNull();
        assertEqual(read.trained(), start.weights());
    }

    @Test
    void savingReplacesTheCheckpoint() throws IOException {
        checkpoint().save(run.resolve("last"));
        TrainingConfig config =
                KilledRun.config(run, run).toBuilder().averageDecay(0).build();
        Checkpoint.start(config, 5, TwinParameters.initialize(config.network(), 1))
                .save(run.resolve("last"));
        assertThat(Checkpoint.load(run.resolve("last")).step()).isEqualTo(5);
        assertThat(run.resolve("last").resolve("raw.safetensors")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "weights.safetensors", "raw.safetensors", "optimizer.safetensors"})
    void refusesACheckpointWithoutOneOfItsFiles(String file) throws IOException {
        checkpoint().save(run.resolve("last"));
        Files.delete(run.resolve("last").resolve(file));
        assertThatThrownBy(() -> Checkpoint.load(run.resolve("last")))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_INVALID))
                .hasMessageContaining(run.resolve("last").toString());
    }

    @Test
    void keepsACheckpointNamedByStepAndLosses() {
        Path kept = checkpoint().keep(run, 0.41249);
        assertThat(kept).isEqualTo(run.resolve("checkpoints/step000300-loss0.412-val_loss0.398"));
        assertThat(TrainedModel.load(kept).step()).isEqualTo(300);
        assertThat(Checkpoint.name(12345678, 1, null)).isEqualTo("step12345678-loss1.000");
    }
}
