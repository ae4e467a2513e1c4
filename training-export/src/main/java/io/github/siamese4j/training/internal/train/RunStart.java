package io.github.siamese4j.training.internal.train;

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
import io.github.siamese4j.training.internal.sampling.Seeds;
import java.nio.file.Path;
import java.util.Map;

/** Settles before the first step what depends on the data, the machine, or other weights. */
public final class RunStart {
    private RunStart() {}

    /** The network fitted to the data, and epochs counted in steps. */
    public static TrainingConfig settle(TrainingConfig config, TrainingData data) {
        TrainingConfig fitted = data.fitted(config);
        return config.learning().epochs() == 0
                ? fitted
                : fitted.toBuilder()
                        .schedule(config.learning()
                                .schedule()
                                .withEpochs(config.learning().epochs(), data.stepsPerEpoch(config)))
                        .build();
    }

    /** Random weights, with what fits of the weights to start from. */
    public static Map<String, FloatTensor> weights(
            TrainingConfig config, TrainingData data, TrainingListener listener) {
        Map<String, FloatTensor> random =
                data.initialWeights(config, Seeds.derive(config.run().seed(), 0));
        Path start = config.learning().initialWeights();
        if (start == null) {
            return random;
        }
        if (!(config.network() instanceof TwinDescription network)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "weights to start from are read for networks over pictures only; leave them out");
        }
        WeightTransfer transfer = WeightTransfer.of(network, random, StartingWeights.load(start));
        transfer.report().forEach(listener::onMessage);
        if (transfer.plainNorms().isEmpty()) {
            return transfer.tensors();
        }
        StepInput batch = data.render(data.sampler().batch(0));
        return BatchNormCalibration.of(network, transfer.tensors(), transfer.plainNorms(), batch.array());
    }

    /** Measures which precision is faster, when that is asked for. */
    public static TrainingConfig precision(
            TrainingConfig config, TrainingData data, Map<String, FloatTensor> weights, TrainingListener listener) {
        if (config.compute().precision() != Precision.AUTO) {
            return config;
        }
        return config.toBuilder()
                .precision(PrecisionProbe.fastest(config, weights, data, listener))
                .build();
    }

    /** Says when a run is short. */
    public static void advise(TrainingConfig config, TrainingListener listener) {
        if (config.learning().epochs() > 0) {
            StepAdvice.of(
                            config.learning().schedule(),
                            config.learning().optimizer().rule())
                    .ifPresent(advice -> listener.onMessage(
                            advice.message(config.learning().optimizer().rule())));
        }
    }
}
