package io.github.siamese4j.training.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.loss.EmbeddingPairs;
import io.github.siamese4j.training.loss.PairLoss;
import io.github.siamese4j.training.loss.PairTargets;
import io.github.siamese4j.training.network.Precision;
import io.github.siamese4j.training.network.TwinParameters;
import java.util.List;
import java.util.Map;

/** One step: forward, loss, backward, clipping, update. All native memory of a step is released at its end. */
final class TrainingStep implements AutoCloseable {
    private final TwinParameters parameters;
    private final Replicas replicas;
    private final PairLoss loss;
    private final ParameterOptimizer optimizer;
    private final double clipNorm;

    /**
     * Creates the step.
     *
     * @param parameters what is trained
     * @param precision the arithmetic of the trunk
     * @param more devices beside that of the parameters
     * @param loss what is minimized
     * @param optimizer changes the parameters
     * @param clipNorm largest norm of the gradient
     */
    TrainingStep(
            TwinParameters parameters,
            Precision precision,
            List<Device> more,
            PairLoss loss,
            ParameterOptimizer optimizer,
            double clipNorm) {
        this.parameters = parameters;
        this.replicas = new Replicas(parameters, precision, more);
        this.loss = loss;
        this.optimizer = optimizer;
        this.clipNorm = clipNorm;
    }

    /** The figures of a step: loss, balanced accuracy over the pairs, gradient norm before clipping. */
    record Outcome(double loss, double accuracy, double gradientNorm) {}

    /**
     * Makes a step.
     *
     * @param input the pictures, or their embeddings when only the head is trained
     * @param learningRate the step size
     * @param count how many steps this one makes, from 1
     * @throws TrainingException {@link Code#LOSS_NAN} before any weight is changed
     */
    Outcome run(StepInput input, double learningRate, long count) {
        try (NDManager scope = parameters.manager().newSubManager()) {
            List<Map<String, NDArray>> leaves = replicas.leaves(scope);
            if (input.embedded()) {
                leaves.get(0).keySet().removeIf(name -> !name.startsWith("head."));
            }
            PairTargets targets = input.targets();
            float lossValue;
            float[] logitValues;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray array = input.array().apply(scope);
                NDArray embeddings = input.embedded() ? array : replicas.embed(array, leaves);
                NDArray differences = EmbeddingPairs.differences(embeddings, targets);
                NDArray logits = logits(differences, leaves);
                differences.close();
                NDArray value = loss.identityWeight() == 0
                        ? loss.compute(logits, targets)
                        : loss.compute(logits, targets, logits(zero(embeddings), leaves));
                lossValue = value.toFloatArray()[0];
                logitValues = logits.toFloatArray();
                requireFinite(lossValue, "loss", count);
                collector.backward(value);
            }
            Map<String, NDArray> gradients = replicas.gradients(leaves);
            double norm = norm(gradients, scope);
            requireFinite(norm, "gradient", count);
            if (norm > clipNorm) {
                gradients.values().forEach(gradient -> gradient.muli(clipNorm / norm));
            }
            optimizer.update(gradients, learningRate, count);
            replicas.spread();
            return new Outcome(lossValue, targets.balancedAccuracy(logitValues), norm);
        }
    }

    @Override
    public void close() {
        replicas.close();
    }

    private NDArray logits(NDArray differences, List<Map<String, NDArray>> leaves) {
        return replicas.network().logits(differences, name -> replicas.parameter(leaves, name));
    }

    /** The difference of an embedding with itself. */
    private static NDArray zero(NDArray embeddings) {
        return embeddings.getManager().zeros(new Shape(1, embeddings.getShape().get(1)));
    }

    private static double norm(Map<String, NDArray> gradients, NDManager scope) {
        NDArray total = scope.create(0f);
        for (NDArray gradient : gradients.values()) {
            try (NDArray square = gradient.square();
                    NDArray sum = square.sum()) {
                total.addi(sum);
            }
        }
        return Math.sqrt(total.toFloatArray()[0]);
    }

    private static void requireFinite(double value, String what, long count) {
        if (!Double.isFinite(value)) {
            throw new TrainingException(
                    Code.LOSS_NAN,
                    "the " + what + " is " + value + " at step " + count
                            + "; the weights of the last checkpoint are kept; lower the learning rate or the clipping"
                            + " norm, or lengthen the warm-up");
        }
    }
}
