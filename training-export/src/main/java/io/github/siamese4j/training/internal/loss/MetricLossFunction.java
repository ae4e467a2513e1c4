package io.github.siamese4j.training.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;

/** Computes a {@link MetricLoss}. */
public final class MetricLossFunction {
    private MetricLossFunction() {}

    /**
     * Returns the loss of embeddings, float32 [N, D], as a float32 scalar with gradient in their manager. All kinds but
     * contrastive need all pairs of the batch.
     *
     * @throws TrainingException {@link Code#CONFIG_INVALID} if a list of pairs is given where all are needed
     */
    public static NDArray compute(MetricLoss loss, NDArray embeddings, PairTargets targets) {
        if (loss.kind() != MetricLoss.Kind.CONTRASTIVE && !targets.isComplete()) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    loss.kind() + " needs all pairs of a batch; with a list of pairs use CONTRASTIVE");
        }
        NDArray precise = EmbeddingDistances.precise(embeddings);
        NDArray distances = switch (loss.distance()) {
            case EUCLIDEAN -> EmbeddingDistances.euclidean(precise, loss.normalize());
            case COSINE -> EmbeddingDistances.cosine(precise);
        };
        double[] values = distances.toDoubleArray();
        NDArray scalar = switch (loss.kind()) {
            case CONTRASTIVE -> linear(distances, MarginWeights.contrastive(values, targets, loss));
            case TRIPLET -> linear(distances, MarginWeights.triplet(values, targets, loss));
            case MULTI_SIMILARITY -> MultiSimilarity.compute(distances, values, targets, loss);
            case SUPERVISED_CONTRASTIVE -> SupervisedContrastive.compute(distances, targets, loss.beta());
        };
        // A vector keeps its type against a scalar, so the loss is float32 again and has a gradient.
        return distances.getManager().create(new float[] {1}).mul(scalar).sum();
    }

    /** Returns a sum of hinges, which is a weighted sum of the distances where the hinges are above 0. */
    private static NDArray linear(NDArray distances, MarginWeights weights) {
        NDManager scope = distances.getManager();
        Shape shape = distances.getShape();
        return distances.mul(scope.create(weights.weights(), shape)).sum().add(weights.constant());
    }
}
