package io.github.siamese4j.training.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.augment.PixelBatch;
import io.github.siamese4j.training.loss.PairLoss;
import io.github.siamese4j.training.loss.PairTargets;
import io.github.siamese4j.training.network.Precision;
import io.github.siamese4j.training.network.TwinNetwork;
import io.github.siamese4j.training.network.TwinParameters;
import java.util.LinkedHashMap;
import java.util.Map;

/** One step: forward, loss, backward, clipping, update. All native memory of a step is released at its end. */
final class TrainingStep implements AutoCloseable {
    private final TwinParameters parameters;
    private final TwinNetwork network;
    private final PairLoss loss;
    private final ParameterOptimizer optimizer;
    private final double clipNorm;

    TrainingStep(
            TwinParameters parameters,
            Precision precision,
            PairLoss loss,
            ParameterOptimizer optimizer,
            double clipNorm) {
        this.parameters = parameters;
        this.network = new TwinNetwork(parameters.description(), precision);
        this.loss = loss;
        this.optimizer = optimizer;
        this.clipNorm = clipNorm;
    }

    /** The figures of a step: loss, balanced accuracy over the pairs, gradient norm before clipping. */
    record Outcome(double loss, double accuracy, double gradientNorm) {}

    /**
     * Makes a step.
     *
     * @param batch the pixels
     * @param learningRate the step size
     * @param count how many steps this one makes, from 1
     * @throws TrainingException {@link Code#LOSS_NAN} before any weight is changed
     */
    Outcome run(PixelBatch batch, double learningRate, long count) {
        try (NDManager scope = parameters.manager().newSubManager()) {
            Map<String, NDArray> leaves = parameters.leaves(scope);
            PairTargets targets = new PairTargets(batch.labels());
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            float lossValue;
            float[] logitValues;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                Shape shape = new Shape(batch.count(), batch.height(), batch.width(), batch.channels());
                NDArray pixels = scope.create(batch.pixels(), shape, DataType.UINT8);
                NDArray embeddings = network.embed(pixels, name -> parameter(leaves, name), true);
                NDArray differences = TwinNetwork.pairDifferences(embeddings);
                NDArray logits = network.logits(differences, name -> parameter(leaves, name));
                differences.close();
                NDArray value = loss.compute(logits, targets);
                lossValue = value.toFloatArray()[0];
                logitValues = logits.toFloatArray();
                requireFinite(lossValue, "loss", count);
                collector.backward(value);
            }
            leaves.forEach((name, leaf) -> gradients.put(name, leaf.getGradient()));
            double norm = norm(gradients, scope);
            requireFinite(norm, "gradient", count);
            if (norm > clipNorm) {
                gradients.values().forEach(gradient -> gradient.muli(clipNorm / norm));
            }
            optimizer.update(gradients, learningRate, count);
            return new Outcome(lossValue, targets.balancedAccuracy(logitValues), norm);
        }
    }

    @Override
    public void close() {
        network.close();
    }

    private NDArray parameter(Map<String, NDArray> leaves, String name) {
        NDArray leaf = leaves.get(name);
        return leaf == null ? parameters.get(name) : leaf;
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
