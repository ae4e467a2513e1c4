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
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import io.github.siamese4j.training.internal.train.Steps.Change;
import io.github.siamese4j.training.internal.train.TrainingStep.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares a step in bfloat16 with the same step in float32. Eight significant bits give an error of about 0.4 % per
 * operation. Gradients differ more, because rounding can switch a ReLU or the winner of a pooling. The difference grows
 * with the depth of the network, in PyTorch's automatic mixed precision as well.
 */
class MixedPrecisionTest {
    private static final int SIDE = 21;
    private static final List<Integer> LABELS = List.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3);

    /** Returns the changes of all trained parameters, concatenated. */
    private static double[] gradient(Change change, TwinDescription network) {
        return ParameterSpec.of(network).stream()
                .filter(spec -> spec.kind().isTrained())
                .flatMapToDouble(spec -> Arrays.stream(change.of(spec.name())))
                .toArray();
    }

    private static TwinDescription network(boolean batchNorm) {
        // The network is shallow, so that a wrong gradient cannot be mistaken for rounding.
        List<ConvBlock> blocks = List.of(new ConvBlock(16, 1), new ConvBlock(32, 2));
        return new TwinDescription(SIDE, SIDE, blocks, batchNorm, 16, InputScaling.UNIT, Fit.STRETCH);
    }

    private static PixelBatch batch(int channels) {
        return Steps.batch(LABELS, SIDE, SIDE, channels);
    }

    private static Change step(boolean batchNorm, Precision precision) {
        return Change.by(network(batchNorm), precision, batch(3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agreesWithFloat32(boolean batchNorm) {
        Change exact = step(batchNorm, Precision.FLOAT32);
        Change mixed = step(batchNorm, Precision.BFLOAT16);
        assertThat(mixed.outcome().loss()).isEqualTo(exact.outcome().loss(), within(0.01));
        assertThat(mixed.outcome().gradientNorm() / exact.outcome().gradientNorm())
                .isEqualTo(1, within(0.03));
        assertThat(cosine(gradient(exact, network(batchNorm)), gradient(mixed, network(batchNorm))))
                .isGreaterThan(0.99);
        for (ParameterSpec spec : ParameterSpec.of(network(batchNorm))) {
            double[] one = exact.of(spec.name());
            double[] other = mixed.of(spec.name());
            assertThat(cosine(one, other)).as(spec.name()).isGreaterThan(0.9);
            if (!spec.kind().isTrained()) {
                for (int i = 0; i < one.length; i++) {
                    assertThat(other[i]).as(spec.name()).isEqualTo(one[i], within(0.002 + 0.02 * Math.abs(one[i])));
                }
            }
        }
    }

    @Test
    void differsFromFloat32() {
        // Equal bits would mean that float32 is compared with itself.
        assertThat(step(true, Precision.BFLOAT16).outcome().loss())
                .isNotEqualTo(step(true, Precision.FLOAT32).outcome().loss());
    }

    @ParameterizedTest
    @CsvSource({
        "true, BFLOAT16",
        "false, BFLOAT16",
        "true, FLOAT32",
        "false, FLOAT32",
        "true, WINOGRAD",
        "false, WINOGRAD"
    })
    void givesTheSameBitsAtEachRunAndKeepsNoMemory(boolean batchNorm, Precision precision) {
        TwinDescription network = network(batchNorm);
        try (TwinParameters parameters =
                TwinParameters.of(network, TwinParameters.initialize(network, 3), Device.cpu())) {
            ParameterOptimizer still = Steps.plainSgd(parameters);
            int before = parameters.manager().getManagedArrays().size();
            try (TrainingStep step = Steps.of(parameters, precision, List.of(), PairLoss.standard(), still, 1e9)) {
                List<Outcome> outcomes = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    // The function can be recompiled after its first calls, and a resumed run makes these calls again.
                    outcomes.add(step.run(StepInput.of(batch(1)), 0, 1));
                    assertThat(parameters.manager().getManagedArrays()).hasSize(before);
                }
                assertThat(outcomes).allSatisfy(o -> assertThat(o).isEqualTo(outcomes.get(0)));
            }
        }
    }

    @Test
    void aGreyPictureIsOneWithThreeEqualChannels() {
        PixelBatch grey = batch(1);
        ByteBuffer thrice = ByteBuffer.allocateDirect(3 * grey.pixels().remaining());
        for (int i = 0; i < grey.pixels().limit(); i++) {
            byte value = grey.pixels().get(i);
            thrice.put(value).put(value).put(value);
        }
        PixelBatch colour = new PixelBatch(thrice.flip(), LABELS.size(), SIDE, SIDE, 3, LABELS);
        assertThat(outcome(grey)).isEqualTo(outcome(colour));
    }

    private static Outcome outcome(PixelBatch batch) {
        TwinDescription network = network(true);
        try (TwinParameters parameters =
                        TwinParameters.of(network, TwinParameters.initialize(network, 3), Device.cpu());
                TrainingStep step = Steps.of(
                        parameters,
                        Precision.FLOAT32,
                        List.of(),
                        PairLoss.standard(),
                        Steps.plainSgd(parameters),
                        1e9)) {
            return step.run(StepInput.of(batch), 0, 1);
        }
    }

    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
