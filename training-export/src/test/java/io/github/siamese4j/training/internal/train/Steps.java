package io.github.siamese4j.training.internal.train;

import ai.djl.Device;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Creates single steps for tests. */
final class Steps {
    private Steps() {}

    /** Returns an optimizer that subtracts the gradient times the learning rate. */
    static ParameterOptimizer plainSgd(TwinParameters parameters) {
        return ParameterOptimizer.create(
                new OptimizerSettings(OptimizerSettings.Rule.SGD, 0, 0, 1), parameters, Map.of());
    }

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
