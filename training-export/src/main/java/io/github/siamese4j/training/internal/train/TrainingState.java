package io.github.siamese4j.training.internal.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.OptimizerSettings;
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

/** Everything that changes from step to step, in the training engine. Close it after use. Not thread-safe. */
public final class TrainingState implements AutoCloseable {
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
        OptimizerSettings settings = config.learning().optimizer();
        this.optimizer = settings.create(parameters, from.moments());
        this.average = config.learning().averageDecay() > 0
                ? new WeightAverage(
                        config.network(), from.weights(), config.learning().averageDecay(), devices.get(0))
                : null;
        this.step = new TrainingStep(parameters, config, devices.subList(1, devices.size()), optimizer);
    }

    /** Puts a checkpoint into the engine. */
    public static TrainingState of(Checkpoint from) {
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
                    count + " devices were asked for, but the training engine sees " + engine.getGpuCount()
                            + " graphics cards; the processor's cores are all used by a single device");
        }
        return IntStream.range(0, count).mapToObj(Device::gpu).toList();
    }

    /** Makes a step; see {@link TrainingStep#run}. */
    public Outcome step(StepInput batch, double learningRate) {
        Outcome outcome = step.run(batch, learningRate, done + 1);
        done++;
        if (average != null) {
            average.add(parameters, done);
        }
        return outcome;
    }

    /** The parameters that are trained. */
    public TwinParameters trained() {
        return parameters;
    }

    /** The weights to measure and to use: the averages when there are any. */
    public TwinParameters weights() {
        return average == null ? parameters : average.parameters();
    }

    /** Copies everything out of the engine. */
    public Checkpoint checkpoint(
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
