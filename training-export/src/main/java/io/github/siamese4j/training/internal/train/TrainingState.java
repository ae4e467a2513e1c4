package io.github.siamese4j.training.internal.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import io.github.siamese4j.training.internal.optimize.WeightAverage;
import io.github.siamese4j.training.internal.train.TrainingStep.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters, optimizer and weight average of a run in the training engine. Not thread-safe; close it after use.
 */
final class TrainingState implements AutoCloseable {
    private final TrainingConfig config;
    private final TwinParameters parameters;
    private final ParameterOptimizer optimizer;
    private final TrainingStep step;
    private final @Nullable WeightAverage average;
    private long done;

    private TrainingState(Checkpoint from, TwinParameters parameters, List<Device> devices) {
        this.config = from.config();
        this.parameters = parameters;
        this.done = from.step();
        this.optimizer = ParameterOptimizer.create(config.learning().optimizer(), parameters, from.moments());
        this.average = config.learning().averageDecay() > 0
                ? new WeightAverage(
                        config.network(), from.weights(), config.learning().averageDecay(), devices.get(0))
                : null;
        this.step = new TrainingStep(parameters, config, devices.subList(1, devices.size()), optimizer);
    }

    /** Loads a checkpoint into the engine. */
    static TrainingState of(Checkpoint from) {
        List<Device> devices = devices(from.config().compute().devices());
        TwinParameters parameters = TwinParameters.of(from.config().network(), from.trained(), devices.get(0));
        try {
            return new TrainingState(from, parameters, devices);
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    private static List<Device> devices(int count) {
        Engine engine = Engine.getEngine("PyTorch");
        if (count == 1) {
            return List.of(engine.defaultDevice());
        }
        if (engine.getGpuCount() < count) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    count + " devices were requested, but the training engine finds " + engine.getGpuCount()
                            + " GPUs; use 1 device, which uses all cores of the CPU");
        }
        return IntStream.range(0, count).mapToObj(Device::gpu).toList();
    }

    /** Makes a step; see {@link TrainingStep#run}. */
    Outcome step(StepInput batch, double learningRate) {
        Outcome outcome = step.run(batch, learningRate, done + 1);
        done++;
        if (average != null) {
            average.add(parameters, done);
        }
        return outcome;
    }

    /** Returns the number of completed steps. */
    long done() {
        return done;
    }

    /** Returns the trained parameters. */
    TwinParameters trained() {
        return parameters;
    }

    /** Returns the weights to validate and to use: the averages if the run averages its weights. */
    TwinParameters weights() {
        return average == null ? parameters : average.parameters();
    }

    /** Copies the state out of the engine. */
    Checkpoint checkpoint(
            @Nullable ValidationMetrics metrics, @Nullable ValidationMetrics best, EarlyStopping.Progress stopping) {
        return new Checkpoint(
                config,
                done,
                weights().toTensors(),
                average == null ? Map.of() : parameters.toTensors(),
                optimizer.toTensors(),
                metrics,
                best,
                stopping);
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
