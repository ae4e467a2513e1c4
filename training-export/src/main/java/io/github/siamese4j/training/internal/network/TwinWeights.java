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

/**
 * A trained network in plain Java: what it looks like and a tensor for each parameter. Reading it does not start the
 * training engine.
 *
 * @param network the network
 * @param tensors the weights by the names of {@link NetworkDescription#parameters()}
 */
public record TwinWeights(NetworkDescription network, Map<String, FloatTensor> tensors) {
    /** File of a checkpoint that holds the weights. */
    public static final String WEIGHTS_FILE = "weights.safetensors";
    /** File of a checkpoint that holds everything else; its member {@code network} is the description. */
    public static final String STATE_FILE = "state.json";

    /**
     * Copies the map and checks that each parameter is there in its shape.
     *
     * @param network the network
     * @param tensors the weights by the names of {@link NetworkDescription#parameters()}
     */
    public TwinWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        for (ParameterSpec spec : network.parameters()) {
            FloatTensor tensor = tensors.get(spec.name());
            if (tensor == null || !tensor.shape().equals(spec.shape())) {
                throw new TrainingException(
                        Code.CHECKPOINT_INVALID,
                        "weight " + spec.name() + " is " + (tensor == null ? "missing" : tensor.shape()) + ", expected "
                                + spec.shape() + "; the weights belong to another network");
            }
        }
    }

    /**
     * The network, if it reads pictures.
     *
     * @return its description
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it reads feature vectors
     */
    public TwinDescription description() {
        return network.overPictures();
    }

    /**
     * One of the weights.
     *
     * @param name one of {@link NetworkDescription#parameters()}
     * @return its values and shape
     */
    public FloatTensor tensor(String name) {
        FloatTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("name must be a parameter of the network: " + name);
        }
        return tensor;
    }

    /**
     * Reads a checkpoint directory.
     *
     * @param directory such as {@code <run>/best}
     * @return the network
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} when it is not a whole checkpoint
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

    private static TrainingException invalid(
            Path file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new TrainingException(
                Code.CHECKPOINT_INVALID,
                file + " is not the state of a checkpoint: " + why + "; give a directory such as <run>/best",
                cause);
    }
}
