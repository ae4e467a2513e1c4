package io.github.siamese4j.training.internal.train;

import ai.djl.Device;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import io.github.siamese4j.training.internal.train.TrainingStep.Outcome;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Creates single steps for tests. */
final class Steps {
    private Steps() {}

    /** Returns an optimizer that subtracts the gradient times the learning rate. */
    static ParameterOptimizer plainSgd(TwinParameters parameters) {
        return ParameterOptimizer.create(
                new OptimizerSettings(OptimizerSettings.Rule.SGD, 0, 0, 1), parameters, Map.of());
    }

    /** Returns images of noise around grey values that depend on the class. */
    static PixelBatch batch(List<Integer> labels, int height, int width, int channels) {
        Random random = new Random(5);
        int size = height * width * channels;
        ByteBuffer pixels = ByteBuffer.allocateDirect(labels.size() * size);
        for (int label : labels) {
            for (int i = 0; i < size; i++) {
                pixels.put((byte) (i / 7 % (label + 2) * 60 + random.nextInt(60)));
            }
        }
        return new PixelBatch(pixels.flip(), labels.size(), height, width, channels, labels);
    }

    /** The parameters before and after a step. */
    record Change(Outcome outcome, Map<String, FloatTensor> before, Map<String, FloatTensor> after) {
        /** Makes a step from random weights with momentum 0 and learning rate 1. */
        static Change by(TwinDescription network, Precision precision, PixelBatch batch) {
            try (TwinParameters parameters =
                    TwinParameters.of(network, TwinParameters.initialize(network, 3), Device.cpu())) {
                Map<String, FloatTensor> before = parameters.toTensors();
                ParameterOptimizer plain = plainSgd(parameters);
                try (TrainingStep step = Steps.of(parameters, precision, List.of(), PairLoss.standard(), plain, 1e9)) {
                    return new Change(step.run(StepInput.of(batch), 1, 1), before, parameters.toTensors());
                }
            }
        }

        /** Returns the change of a parameter, which is its gradient if it is trained. */
        double[] of(String name) {
            float[] start = Objects.requireNonNull(before.get(name), name).values();
            float[] end = Objects.requireNonNull(after.get(name), name).values();
            double[] change = new double[end.length];
            Arrays.setAll(change, i -> (double) end[i] - start[i]);
            return change;
        }
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
