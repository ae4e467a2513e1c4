package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.OptimizerSettings.Rule;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.importing.StartingWeights;
import io.github.siamese4j.training.internal.network.BatchNormCalibration;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.WeightTransfer;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.nio.file.Path;
import java.util.Map;

/** Determines before the first step everything that depends on the data, the machine or other weights. */
final class RunStart {
    private RunStart() {}

    /** Returns the checkpoint that a new run starts from. */
    static Checkpoint checkpoint(TrainingConfig config, TrainingData data, TrainingListener listener) {
        TrainingConfig settled = settle(config, data);
        Map<String, FloatTensor> weights = weights(settled, data, listener);
        if (settled.compute().precision() == Precision.AUTO) {
            Precision fastest = PrecisionBenchmark.fastest(settled, weights, data, listener);
            settled = settled.toBuilder().precision(fastest).build();
        }
        return Checkpoint.start(settled, settled.learning().startEpoch() * data.stepsPerEpoch(settled), weights);
    }

    /** Fits the network to the data and converts epochs to steps. */
    private static TrainingConfig settle(TrainingConfig config, TrainingData data) {
        TrainingConfig fitted = data.fitted(config);
        int epochs = config.learning().epochs();
        if (epochs == 0) {
            return fitted;
        }
        LearningRateSchedule schedule = config.learning().schedule().withEpochs(epochs, data.stepsPerEpoch(config));
        return fitted.toBuilder().schedule(schedule).build();
    }

    /** Returns random weights, replaced by those of the starting weights that fit. */
    private static Map<String, FloatTensor> weights(
            TrainingConfig config, TrainingData data, TrainingListener listener) {
        Map<String, FloatTensor> random =
                data.initialWeights(config, SeedSequence.derive(config.run().seed(), 0));
        Path start = config.learning().initialWeights();
        if (start == null) {
            return random;
        }
        if (!(config.network() instanceof TwinDescription network)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "starting weights need a network over images, but this one reads feature vectors; leave them out");
        }
        WeightTransfer transfer = WeightTransfer.of(network, random, StartingWeights.load(start));
        transfer.report().forEach(listener::onMessage);
        if (transfer.plainNorms().isEmpty()) {
            return transfer.tensors();
        }
        StepInput batch = data.render(data.sampler().batch(0));
        return BatchNormCalibration.of(network, transfer.tensors(), transfer.plainNorms(), batch.array());
    }

    /** Reports a run that is shorter than advised. */
    static void advise(TrainingConfig config, TrainingListener listener) {
        if (config.learning().epochs() > 0) {
            Rule rule = config.learning().optimizer().rule();
            LearningRateSchedule schedule = config.learning().schedule();
            StepAdvice.of(schedule.steps(), schedule.stepsPerEpoch(), rule)
                    .ifPresent(advice -> listener.onMessage(advice.message(rule)));
        }
    }
}
