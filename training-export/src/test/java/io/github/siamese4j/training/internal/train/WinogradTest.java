package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import io.github.siamese4j.training.internal.train.TrainingStep.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares a step with Winograd's convolutions and their handwritten gradient with the convolutions and automatic
 * gradient of the engine. The cases include sizes that are no multiples of a tile, images whose tiles are transformed
 * in several parts, layers that process several images at a time, and a layer that is too narrow.
 */
class WinogradTest {
    private static final List<Integer> LABELS = List.of(0, 0, 1, 1, 2, 2, 2);

    private record Change(Outcome outcome, Map<String, FloatTensor> before, Map<String, FloatTensor> after) {
        /** Returns the change of a parameter. With momentum 0 and learning rate 1 this is its gradient. */
        double[] of(String name) {
            float[] start = Objects.requireNonNull(before.get(name), name).values();
            float[] end = Objects.requireNonNull(after.get(name), name).values();
            double[] change = new double[end.length];
            for (int i = 0; i < change.length; i++) {
                change[i] = (double) end[i] - start[i];
            }
            return change;
        }
    }

    private static Change step(TwinDescription network, Precision precision) {
        Random random = new Random(5);
        ByteBuffer pixels = ByteBuffer.allocateDirect(LABELS.size() * network.height() * network.width());
        for (int label : LABELS) {
            for (int i = 0; i < network.height() * network.width(); i++) {
                pixels.put((byte) (i / 7 % (label + 2) * 60 + random.nextInt(60)));
            }
        }
        PixelBatch batch = new PixelBatch(pixels.flip(), LABELS.size(), network.height(), network.width(), 1, LABELS);
        try (TwinParameters parameters =
                TwinParameters.of(network, TwinParameters.initialize(network, 3), Device.cpu())) {
            Map<String, FloatTensor> before = parameters.toTensors();
            ParameterOptimizer plain = Steps.plainSgd(parameters);
            try (TrainingStep step = Steps.of(parameters, precision, List.of(), PairLoss.standard(), plain, 1e9)) {
                Outcome outcome = step.run(StepInput.of(batch), 1, 1);
                return new Change(outcome, before, parameters.toTensors());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 61, 50", "false, 61, 50", "true, 22, 35", "false, 22, 35"})
    void agreesWithPlainConvolutions(boolean batchNorm, int height, int width) {
        List<ConvBlock> blocks = List.of(new ConvBlock(36, 2), new ConvBlock(64, 1), new ConvBlock(160, 2));
        TwinDescription network =
                new TwinDescription(height, width, blocks, batchNorm, 16, InputScaling.UNIT, Fit.STRETCH);
        Change plain = step(network, Precision.FLOAT32);
        Change winograd = step(network, Precision.WINOGRAD);
        assertThat(winograd.outcome().loss()).isEqualTo(plain.outcome().loss(), within(1e-5));
        // Equal bits would mean that float32 is compared with itself.
        assertThat(winograd.of("trunk.block1.conv2.weight")).isNotEqualTo(plain.of("trunk.block1.conv2.weight"));
        for (ParameterSpec spec : ParameterSpec.of(network)) {
            // If rounding switches a ReLU or the winner of a pooling, a whole gradient changes a little.
            double tolerance = spec.kind().isTrained() ? 0.01 : 1e-4;
            assertThat(distance(winograd.of(spec.name()), plain.of(spec.name())))
                    .as(spec.name())
                    .isLessThan(tolerance);
        }
    }

    /** Returns the norm of the difference, relative to the norm of the second gradient. */
    private static double distance(double[] one, double[] other) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < one.length; i++) {
            difference += (one[i] - other[i]) * (one[i] - other[i]);
            norm += other[i] * other[i];
        }
        return Math.sqrt(difference / norm);
    }
}
