package io.github.siamese4j.training;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.FeatureNetwork;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TrunkNetwork;
import io.github.siamese4j.training.internal.network.TwinNetwork;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a network looks like whose two sides share their weights. */
public sealed interface NetworkDescription permits TwinDescription, FeatureTwin {
    /**
     * All parameters, from input to output.
     *
     * @return names, shapes and roles
     */
    List<ParameterSpec> parameters();

    /**
     * The length of an embedding.
     *
     * @return D, at least 1
     */
    int embeddingLength();

    /**
     * Returns the metric that compares two embeddings.
     *
     * @return the metric; empty for the learned head
     */
    Optional<Metric> scorer();

    /**
     * Returns whether a learned head compares embeddings.
     *
     * @return true if {@link #scorer()} is empty
     */
    default boolean hasHead() {
        return scorer().isEmpty();
    }

    /**
     * The forward pass of the trunk in the training engine.
     *
     * @param precision the arithmetic of convolutions in training; without training it is float32
     * @return the forward pass, to be closed by the caller
     */
    default TrunkNetwork trunk(Precision precision) {
        if (this instanceof FeatureTwin features) {
            FeatureNetwork network = new FeatureNetwork(features);
            return new TrunkNetwork(network::embed, Map::of, () -> {});
        }
        TwinNetwork network = new TwinNetwork(overPictures(), precision);
        return new TrunkNetwork(
                (pixels, parameters, training, seed) -> network.embed(pixels, parameters, training),
                network::gradients,
                network::close);
    }

    /**
     * The number of trained parameters.
     *
     * @return statistics of the data not counted
     */
    default long parameterCount() {
        return parameters().stream()
                .filter(p -> p.kind().isTrained())
                .mapToLong(p -> p.shape().size())
                .sum();
    }

    /**
     * This network, if it reads pictures.
     *
     * @return itself
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it reads feature vectors
     */
    default TwinDescription overPictures() {
        if (this instanceof TwinDescription twin) {
            return twin;
        }
        throw new TrainingException(
                Code.CHECKPOINT_INVALID,
                "the network reads feature vectors, not pictures; use weights that were trained on pictures");
    }

    /**
     * This network, if it reads feature vectors.
     *
     * @return itself
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it reads pictures
     */
    default FeatureTwin overFeatures() {
        if (this instanceof FeatureTwin twin) {
            return twin;
        }
        throw new TrainingException(
                Code.CHECKPOINT_INVALID,
                "the network reads pictures, not feature vectors; use weights that were trained on feature vectors");
    }
}
