package io.github.siamese4j.training.internal.network;

import com.google.gson.JsonParseException;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trained network in plain Java: its architecture and the weights by the names of {@link ParameterSpec#of}. Reading
 * it does not start the training engine.
 */
public record TwinWeights(NetworkDescription network, Map<String, FloatTensor> tensors) {
    /** Name of the weights file in a checkpoint. */
    public static final String WEIGHTS_FILE = "weights.safetensors";
    /** Name of the file with everything else in a checkpoint; its member {@code network} is the architecture. */
    public static final String STATE_FILE = "state.json";

    /** Copies the map and checks that each parameter is present in its shape. */
    public TwinWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        for (ParameterSpec spec : ParameterSpec.of(network)) {
            spec.require(tensors);
        }
    }

    /** Returns the architecture of a network over images. Refuses a network over feature vectors. */
    public TwinDescription description() {
        return network.overPictures();
    }

    /** Returns a network over images with batch normalization folded into its convolutions; this one if it has none. */
    public TwinWeights folded() {
        TwinDescription plain = description().withoutBatchNorm();
        return plain.equals(network)
                ? this
                : new TwinWeights(plain, BatchNormTransfer.of(tensors, plain).tensors());
    }

    /** Returns the tensor of the named parameter. */
    public FloatTensor tensor(String name) {
        FloatTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("name must be a parameter of the network: " + name);
        }
        return tensor;
    }

    /**
     * Reads a checkpoint directory, such as {@code <run>/best}.
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it is not a complete checkpoint
     */
    public static TwinWeights load(Path directory) {
        Path state = directory.resolve(STATE_FILE);
        try {
            NetworkDescription network = ConfigJson.part(Json.parse(state).get("network"), NetworkDescription.class);
            return new TwinWeights(network, Safetensors.read(directory.resolve(WEIGHTS_FILE)));
        } catch (IOException e) {
            throw invalid(state, "it cannot be read", e);
        } catch (JsonParseException | IllegalStateException e) {
            throw invalid(state, "it is not valid JSON (" + e.getMessage() + ")", e);
        }
    }

    private static TrainingException invalid(Path file, String why, @Nullable Throwable cause) {
        return new TrainingException(
                Code.CHECKPOINT_INVALID,
                file + " is not the state of a checkpoint: " + why + "; give a directory such as <run>/best",
                cause);
    }
}
