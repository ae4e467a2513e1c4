package io.github.siamese4j.training.internal.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.Safetensors;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The complete state of a run. A run resumed from it continues exactly. Batches depend on seed and step alone, so no
 * state of random generators is stored.
 *
 * @param weights the parameters to use: the averages if the run averages its weights
 * @param raw the trained parameters if they differ from {@code weights}, otherwise empty
 * @param metrics the latest validation, or null
 */
record Checkpoint(
        TrainingConfig config,
        long step,
        Map<String, FloatTensor> weights,
        Map<String, FloatTensor> raw,
        Map<String, FloatTensor> moments,
        @Nullable ValidationMetrics metrics,
        @Nullable ValidationMetrics best,
        EarlyStopping.Progress stopping) {
    private static final int FORMAT = 1;
    private static final String OPTIMIZER_FILE = "optimizer.safetensors";
    private static final String RAW_FILE = "raw.safetensors";

    /** Returns the state before the first step of this run. */
    static Checkpoint start(TrainingConfig config, long step, Map<String, FloatTensor> weights) {
        return new Checkpoint(config, step, weights, Map.of(), Map.of(), null, null, EarlyStopping.Progress.start());
    }

    /** Returns the state that stands for a frozen encoder as it is, with its figures. It has no weights. */
    static Checkpoint kept(TrainingConfig config, ValidationMetrics figures) {
        FrozenEncoder encoder = Objects.requireNonNull(config.data().encoder());
        FeatureTwin network = config.network().overFeatures();
        FeatureTwin identity =
                new FeatureTwin(network.inputs(), List.of(), 0, false, false, Optional.of(Metric.COSINE), 1, null);
        TrainingConfig kept = config.toBuilder()
                .network(identity)
                .loss(PairLoss.squaredError(true))
                .metricLoss(null)
                .encoder(new FrozenEncoder(encoder.directory(), encoder.id(), true))
                .averageDecay(0)
                .build();
        return new Checkpoint(kept, 0, Map.of(), Map.of(), Map.of(), figures, figures, EarlyStopping.Progress.start());
    }

    /** Returns whether this state stands for a frozen encoder as it is. */
    boolean isKept() {
        return config.data().encoder() != null && config.data().encoder().kept();
    }

    /** Returns this state for a run folder that has been moved. */
    Checkpoint movedTo(Path run) {
        return new Checkpoint(
                config.toBuilder().run(run).build(), step, weights, raw, moments, metrics, best, stopping);
    }

    /** Returns the trained parameters. */
    Map<String, FloatTensor> trained() {
        return raw.isEmpty() ? weights : raw;
    }

    /** Writes the checkpoint. If the process is killed, either the previous checkpoint or this one remains. */
    void save(Path directory) {
        JsonObject state = new JsonObject();
        state.addProperty("format", FORMAT);
        state.addProperty("step", step);
        state.add("network", Json.tree(config.network()));
        state.add("config", Json.tree(config));
        state.add("metrics", Json.tree(metrics));
        state.add("best", Json.tree(best));
        state.add("stopping", Json.tree(stopping));
        try {
            AtomicFiles.replaceDirectory(directory, temporary -> {
                Safetensors.write(temporary.resolve(TwinWeights.WEIGHTS_FILE), weights);
                if (!raw.isEmpty()) {
                    Safetensors.write(temporary.resolve(RAW_FILE), raw);
                }
                Safetensors.write(temporary.resolve(OPTIMIZER_FILE), moments);
                Files.writeString(temporary.resolve(TwinWeights.STATE_FILE), Json.print(state));
            });
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "cannot write checkpoint " + directory + ": " + e.getMessage()
                            + "; the previous checkpoint is intact; free some disk space and resume",
                    e);
        }
    }

    /**
     * Saves the checkpoint as {@code checkpoints/step000300-loss0.412-val_loss0.398}, never to be replaced by a later
     * one. It can be exported and started from; copied to {@code last}, it can be resumed.
     *
     * @param loss the mean loss of the steps since the checkpoint kept before
     * @return the directory of the checkpoint
     */
    Path keep(Path run, double loss) {
        Path directory = run.resolve("checkpoints").resolve(name(step, loss, metrics));
        save(directory);
        return directory;
    }

    static String name(long step, double loss, @Nullable ValidationMetrics metrics) {
        String name = String.format(Locale.ROOT, "step%06d-loss%.3f", step, loss);
        return metrics == null ? name : name + String.format(Locale.ROOT, "-val_loss%.3f", metrics.loss());
    }

    /** Reads a checkpoint, or the previous one if the process was killed between the two renames of a save. */
    static Checkpoint load(Path directory) {
        Path intact = AtomicFiles.existing(directory);
        Path file = intact.resolve(TwinWeights.STATE_FILE);
        try {
            JsonObject state = Json.parse(file);
            JsonElement format = state.get("format");
            JsonElement step = state.get("step");
            if (format == null || format.getAsInt() != FORMAT || step == null) {
                throw invalid(file, "it has no format " + FORMAT + " or step", null);
            }
            TrainingConfig config = ConfigJson.config(state.get("config"));
            require(intact.resolve(TwinWeights.WEIGHTS_FILE));
            return new Checkpoint(
                    config,
                    step.getAsLong(),
                    TwinWeights.load(intact).tensors(),
                    config.learning().averageDecay() > 0
                            ? Safetensors.read(require(intact.resolve(RAW_FILE)))
                            : Map.of(),
                    Safetensors.read(require(intact.resolve(OPTIMIZER_FILE))),
                    optional(state.get("metrics"), ValidationMetrics.class),
                    optional(state.get("best"), ValidationMetrics.class),
                    Objects.requireNonNullElse(
                            optional(state.get("stopping"), EarlyStopping.Progress.class),
                            EarlyStopping.Progress.start()));
        } catch (IOException e) {
            throw invalid(file, "it cannot be read", e);
        } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
            throw invalid(file, "it is not valid JSON (" + e.getMessage() + ")", e);
        }
    }

    private static <T> @Nullable T optional(@Nullable JsonElement json, Class<T> type) {
        return json == null || json.isJsonNull() ? null : ConfigJson.part(json, type);
    }

    private static Path require(Path file) {
        if (!Files.isRegularFile(file)) {
            throw invalid(file, "it is missing", null);
        }
        return file;
    }

    private static TrainingException invalid(Path file, String why, @Nullable Throwable cause) {
        return new TrainingException(
                Code.CHECKPOINT_INVALID,
                "checkpoint file " + file + " is unusable: " + why + "; resume from another checkpoint",
                cause);
    }
}
