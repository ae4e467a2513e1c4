package io.github.siamese4j.training;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import java.util.Optional;

/**
 * The architecture of a twin network: two encoders with shared weights, and a metric or a learned head that compares
 * their embeddings.
 */
public sealed interface NetworkDescription permits TwinDescription, FeatureTwin {

    /** {@return the dimension of an embedding, at least 1} */
    int embeddingDimension();

    /** {@return the metric that compares two embeddings; empty for the learned head} */
    Optional<Metric> scorer();

    /** {@return the number of units of the first dense layer of the head, at least 1; not used with a metric} */
    int headHidden();

    /** {@return whether a learned head compares embeddings, so that {@link #scorer()} is empty} */
    default boolean hasHead() {
        return scorer().isEmpty();
    }

    /** {@return the number of trained parameters, without statistics of the data} */
    default long parameterCount() {
        return ParameterSpec.count(this);
    }

    /**
     * {@return this network as a network over images}
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it reads feature vectors
     */
    default TwinDescription overPictures() {
        if (this instanceof TwinDescription twin) {
            return twin;
        }
        throw new TrainingException(
                Code.CHECKPOINT_INVALID,
                "the network reads feature vectors, not images; use weights that were trained on images");
    }

    /**
     * {@return this network as a network over feature vectors}
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it reads images
     */
    default FeatureTwin overFeatures() {
        if (this instanceof FeatureTwin twin) {
            return twin;
        }
        throw new TrainingException(
                Code.CHECKPOINT_INVALID,
                "the network reads images, not feature vectors; use weights that were trained on feature vectors");
    }
}
