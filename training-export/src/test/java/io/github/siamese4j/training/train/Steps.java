package io.github.siamese4j.training.train;

import ai.djl.Device;
import io.github.siamese4j.training.loss.PairLoss;
import io.github.siamese4j.training.network.Precision;
import io.github.siamese4j.training.network.TwinParameters;
import java.nio.file.Path;
import java.util.List;

/** Single steps for tests. */
final class Steps {
    private Steps() {}

    static TrainingStep of(
            TwinParameters parameters,
            Precision precision,
            List<Device> more,
            PairLoss loss,
            ParameterOptimizer optimizer,
            double clipNorm) {
        TrainingConfig config = TrainingConfig.builder(Path.of("none"), Path.of("none"))
                .network(parameters.network())
                .precision(precision)
                .loss(loss)
                .optimizer(new OptimizerSettings(OptimizerSettings.Rule.SGD, 0, 0, clipNorm))
                .build();
        return new TrainingStep(parameters, config, more, optimizer);
    }
}
