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
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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

    private record Change(Outcome outcome, Map<String, FloatTensor> before, Map<String, FloatTensor> after) {
        /** Returns the change of a parameter. With momentum 0 and learning rate 1 this is its gradient. */
        float[] of(String name) {
            float[] start = Objects.requireNonNull(before.get(name), name).values();
            float[] change =
                    Objects.requireNonNull(after.get(name), name).values().clone();
            for (int i = 0; i < change.length; i++) {
                change[i] -= start[i];
            }
            return change;
        }

        /** Returns the changes of all trained parameters, concatenated. */
        float[] gradient(TwinDescription network) {
            FloatBuffer all = FloatBuffer.allocate((int) network.parameterCount());
            ParameterSpec.of(network).stream().filter(p -> p.kind().isTrained()).forEach(p -> all.put(of(p.name())));
            return all.array();
        }
    }

    private static TwinDescription network(boolean batchNorm) {
        // The network is shallow, so that a wrong gradient cannot be mistaken for rounding.
        List<ConvBlock> blocks = List.of(new ConvBlock(16, 1), new ConvBlock(32, 2));
        return new TwinDescription(SIDE, SIDE, blocks, batchNorm, 16, InputScaling.UNIT, Fit.STRETCH);
    }

    private static PixelBatch batch(int channels) {
        Random random = new Random(5);
        ByteBuffer pixels = ByteBuffer.allocateDirect(LABELS.size() * SIDE * SIDE * channels);
        for (int label : LABELS) {
            for (int i = 0; i < SIDE * SIDE * channels; i++) {
                pixels.put((byte) (i / 7 % (label + 2) * 60 + random.nextInt(60)));
            }
        }
        return new PixelBatch(pixels.flip(), LABELS.size(), SIDE, SIDE, channels, LABELS);
    }

    private static Change step(boolean batchNorm, Precision precision) {
        TwinDescription network = network(batchNorm);
        try (TwinParameters parameters =
                TwinParameters.of(network, TwinParameters.initialize(network, 3), Device.cpu())) {
            Map<String, FloatTensor> before = parameters.toTensors();
            ParameterOptimizer plain = Steps.plainSgd(parameters);
            try (TrainingStep step = Steps.of(parameters, precision, List.of(), PairLoss.standard(), plain, 1e9)) {
                Outcome outcome = step.run(StepInput.of(batch(3)), 1, 1);
                return new Change(outcome, before, parameters.toTensors());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agreesWithFloat32(boolean batchNorm) {
        Change exact = step(batchNorm, Precision.FLOAT32);
        Change mixed = step(batchNorm, Precision.BFLOAT16);
        assertThat(mixed.outcome().loss()).isEqualTo(exact.outcome().loss(), within(0.01));
        assertThat(mixed.outcome().gradientNorm() / exact.outcome().gradientNorm())
                .isEqualTo(1, within(0.03));
        assertThat(cosine(exact.gradient(network(batchNorm)), mixed.gradient(network(batchNorm))))
                .isGreaterThan(0.99);
        for (ParameterSpec spec : ParameterSpec.of(network(batchNorm))) {
            float[] one = exact.of(spec.name());
            float[] other = mixed.of(spec.name());
            assertThat(cosine(one, other)).as(spec.name()).isGreaterThan(0.9);
            if (!spec.kind().isTrained()) {
                for (int i = 0; i < one.length; i++) {
                    assertThat(other[i]).as(spec.name()).isEqualTo(one[i], within(0.002f + 0.02f * Math.abs(one[i])));
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

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
