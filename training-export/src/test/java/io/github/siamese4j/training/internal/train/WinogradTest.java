package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.train.Steps.Change;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares a step with Winograd's convolutions and their handwritten gradient with the convolutions and automatic
 * gradient of the engine. The cases include sizes that are no multiples of a tile, images whose tiles are transformed
 * in several parts, layers that process several images at a time, and a layer that is too narrow.
 */
class WinogradTest {
    private static final List<Integer> LABELS = List.of(0, 0, 1, 1, 2, 2, 2);

    private static Change step(TwinDescription network, Precision precision) {
        return Change.by(network, precision, Steps.batch(LABELS, network.height(), network.width(), 1));
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
