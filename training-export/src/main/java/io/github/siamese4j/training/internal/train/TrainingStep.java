package io.github.siamese4j.training.internal.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.loss.EmbeddingPairs;
import io.github.siamese4j.training.internal.loss.MetricLossFunction;
import io.github.siamese4j.training.internal.loss.PairLossFunction;
import io.github.siamese4j.training.internal.loss.PairTargets;
import io.github.siamese4j.training.internal.network.TwinHead;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A training step: forward, loss, backward, clipping, update. A step releases its native memory at its end. */
final class TrainingStep implements AutoCloseable {
    /** The index of the seed for dropout among the seeds of a run. */
    private static final long DROPOUT = 2;

    /** The cosine or metric score above which a pair counts as same in the reported accuracy. */
    private static final double METRIC_BOUNDARY = 0.5;

    private final TwinParameters parameters;
    private final Replicas replicas;
    private final Optional<Metric> scorer;
    private final PairLoss loss;
    private final @Nullable MetricLoss metricLoss;
    private final double metricWeight;
    private final ParameterOptimizer optimizer;
    private final double clipNorm;
    private final long seed;

    /** Creates the step. The parameters are not closed with it; more devices are those besides theirs. */
    TrainingStep(TwinParameters parameters, TrainingConfig config, List<Device> more, ParameterOptimizer optimizer) {
        this.parameters = parameters;
        this.replicas = new Replicas(parameters, config.compute().precision(), more);
        this.scorer = config.network().scorer();
        this.loss = config.loss().pairs();
        this.metricLoss = config.loss().metric();
        this.metricWeight = config.loss().metricWeight();
        this.optimizer = optimizer;
        this.clipNorm = config.learning().optimizer().clipNorm();
        this.seed = SeedSequence.derive(config.run().seed(), DROPOUT);
    }

    /** The figures of a step: loss, balanced accuracy over the pairs, gradient norm before clipping. */
    record Outcome(double loss, double accuracy, double gradientNorm) {}

    /**
     * Makes a step.
     *
     * @param input the samples, or their embeddings if only the head is trained
     * @param count the number of this step, from 1
     * @throws TrainingException {@link Code#LOSS_NAN} if the loss or a gradient is not finite; the weights are
     *     unchanged
     */
    Outcome run(StepInput input, double learningRate, long count) {
        try (NDManager scope = parameters.manager().newSubManager()) {
            List<Map<String, NDArray>> leaves = replicas.leaves(scope);
            if (input.embedded()) {
                leaves.get(0).keySet().removeIf(name -> !name.startsWith("head."));
            }
            PairTargets targets = input.targets();
            float lossValue;
            float[] pairValues;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray array = input.array().apply(scope);
                NDArray embeddings =
                        input.embedded() ? array : replicas.embed(array, leaves, SeedSequence.derive(seed, count));
                NDArray values =
                        EmbeddingPairs.values(embeddings, targets, scorer, name -> replicas.parameter(leaves, name));
                NDArray value = loss(embeddings, values, targets, leaves);
                lossValue = value.toFloatArray()[0];
                pairValues = values.toFloatArray();
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
            return new Outcome(
                    lossValue, targets.balancedAccuracy(pairValues, scorer.isEmpty() ? 0 : METRIC_BOUNDARY), norm);
        }
    }

    @Override
    public void close() {
        replicas.close();
    }

    private NDArray loss(NDArray embeddings, NDArray values, PairTargets targets, List<Map<String, NDArray>> leaves) {
        NDArray pairs = null;
        if (loss.term() != PairLoss.Term.NONE) {
            pairs = loss.identityWeight() == 0 || scorer.isPresent()
                    ? PairLossFunction.compute(loss, compared(values), targets)
                    : PairLossFunction.compute(loss, compared(values), targets, compared(ofEqual(embeddings, leaves)));
        }
        if (metricLoss == null) {
            return Objects.requireNonNull(pairs, "a configuration has a pair loss or a metric loss");
        }
        NDArray metric =
                MetricLossFunction.compute(metricLoss, embeddings, targets).mul((float) metricWeight);
        return pairs == null ? metric : pairs.add(metric);
    }

    /** Returns the values that the pair loss takes. For a squared error, the logits of a head become scores. */
    private NDArray compared(NDArray values) {
        boolean score = scorer.isEmpty() && loss.term() == PairLoss.Term.SQUARED_ERROR;
        return score ? Activation.sigmoid(values) : values;
    }

    /** Returns the logit of a sample compared with itself. */
    private NDArray ofEqual(NDArray embeddings, List<Map<String, NDArray>> leaves) {
        NDArray zero =
                embeddings.getManager().zeros(new Shape(1, embeddings.getShape().get(1)));
        return TwinHead.logits(zero, name -> replicas.parameter(leaves, name));
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
                            + "; the last checkpoint is kept; lower the learning rate or the clipping norm, or "
                            + "lengthen the warm-up");
        }
    }
}
