package io.github.siamese4j.training.internal.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.files.AtomicFiles;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.Safetensors;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a run needs to go on exactly. Batches depend on seed and step alone, so the step is the whole state of the
 * random generators.
 *
 * @param config the settings of the run
 * @param step steps done
 * @param weights the parameters to use: the averages when the run averages
 * @param raw the parameters that are trained when they differ from those to use, else empty
 * @param moments the optimizer's moments
 * @param metrics the last measurement, or null
 * @param best the best measurement so far, or null
 * @param stopping what early stopping has seen
 */
public record Checkpoint(
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

    /** The parameters that are trained. */
    Map<String, FloatTensor> trained() {
        return raw.isEmpty() ? weights : raw;
    }

    /** Writes the checkpoint; a kill at any moment leaves the one that was there before or this one. */
    public void save(Path directory) {
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
                    "cannot write " + directory + " (" + e.getMessage()
                            + "); the checkpoint before it is intact; make room and resume",
                    e);
        }
    }

    /** Reads a checkpoint, falling back on the one before when a kill came between the two renames of a save. */
    public static Checkpoint load(Path directory) {
        Path intact = AtomicFiles.existing(directory);
        Path file = intact.resolve(TwinWeights.STATE_FILE);
        try {
            JsonObject state = Json.parse(file);
            JsonElement format = state.get("format");
            JsonElement step = state.get("step");
            if (format == null || format.getAsInt() != FORMAT || step == null) {
                throw invalid(file, "it lacks format " + FORMAT + " or step", null);
            }
            TrainingConfig config = ConfigJson.config(state.get("config"));
            return new Checkpoint(
                    config,
                    step.getAsLong(),
                    TwinWeights.load(intact).tensors(),
                    config.learning().averageDecay() > 0 ? Safetensors.read(intact.resolve(RAW_FILE)) : Map.of(),
                    Safetensors.read(intact.resolve(OPTIMIZER_FILE)),
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

    private static TrainingException invalid(Path file, String why, @Nullable Throwable cause) {
        return new TrainingException(
                Code.CHECKPOINT_INVALID,
                file + " is not the state of a checkpoint: " + why + "; resume from another checkpoint",
                cause);
    }
}
