package io.github.siamese4j.training.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.github.siamese4j.training.augment.PixelBatch;
import io.github.siamese4j.training.network.TwinParameters;
import io.github.siamese4j.training.train.TrainingStep.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that changes from step to step, in the training engine. Close it after use. Not thread-safe. */
final class TrainingState implements AutoCloseable {
    private final TrainingConfig config;
    private final TwinParameters parameters;
    private final ParameterOptimizer optimizer;
    private final TrainingStep step;
    private final @Nullable WeightAverage average;
    private long done;

    private TrainingState(Checkpoint from, TwinParameters parameters, Device device) {
        this.config = from.config();
        this.parameters = parameters;
        this.done = from.step();
        OptimizerSettings settings = config.optimizer();
        this.optimizer = settings.create(parameters, from.moments());
        this.average = config.averageDecay() > 0
                ? new WeightAverage(config.network(), from.weights(), config.averageDecay(), device)
                : null;
        this.step = new TrainingStep(parameters, config.precision(), config.loss(), optimizer, settings.clipNorm());
    }

    /** Puts a checkpoint into the engine. */
    static TrainingState of(Checkpoint from) {
        Device device = Engine.getEngine("PyTorch").defaultDevice();
        TwinParameters parameters = TwinParameters.of(from.config().network(), from.trained(), device);
        try {
            return new TrainingState(from, parameters, device);
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    /** Makes a step; see {@link TrainingStep#run}. */
    Outcome step(PixelBatch batch, double learningRate) {
        Outcome outcome = step.run(batch, learningRate, done + 1);
        done++;
        if (average != null) {
            average.add(parameters, done);
        }
        return outcome;
    }

    /** The weights to measure and to use: the averages when there are any. */
    TwinParameters weights() {
        return average == null ? parameters : average.parameters();
    }

    /** Copies everything out of the engine. */
    Checkpoint checkpoint(@Nullable ValidationMetrics metrics, @Nullable ValidationMetrics best) {
        return new Checkpoint(
                config,
                done,
                weights().toTensors(),
                average == null ? Map.of() : parameters.toTensors(),
                optimizer.toTensors(),
                metrics,
                best);
    }

    @Override
    public void close() {
        step.close();
        if (average != null) {
            average.close();
        }
        parameters.close();
    }
}
