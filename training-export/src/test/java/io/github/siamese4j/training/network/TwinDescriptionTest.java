package io.github.siamese4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TrainingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TwinDescriptionTest {
    @Test
    void vgg16HasTheParametersOfTheOriginal() {
        TwinDescription network = TwinDescription.vgg16(105, 105, false, InputScaling.UNIT);
        assertThat(network.parameterCount()).isEqualTo(17_075_009);
        assertThat(network.embeddingLength()).isEqualTo(4608);
        // Without 13 × channels biases, with a scale and a shift instead: one more number per channel.
        assertThat(TwinDescription.vgg16(105, 105, true, InputScaling.UNIT).parameterCount())
                .isEqualTo(17_075_009 + 4224);
        assertThat(TwinDescription.vgg16(56, 56, true, InputScaling.UNIT).embeddingLength())
                .isEqualTo(512);
    }

    @Test
    void lightHasAboutAMillion() {
        assertThat(TwinDescription.light(105, 105, true, InputScaling.UNIT).parameterCount())
                .isBetween(900_000L, 1_100_000L);
    }

    @Test
    void refusesInputsThatPoolingWouldUseUp() {
        assertThatThrownBy(() -> TwinDescription.vgg16(31, 105, false, InputScaling.UNIT))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("31");
    }

    @Test
    void transferTilesTheHeadSoThatLogitsKeepTheirSize() {
        TwinDescription small = TwinDescription.light(16, 16, true, InputScaling.UNIT);
        TwinDescription large = TwinDescription.light(48, 48, true, InputScaling.UNIT);
        Map<String, FloatTensor> source = TwinParameters.initialize(small, 1);
        WeightTransfer transfer =
                WeightTransfer.of(large, TwinParameters.initialize(large, 2), new TwinWeights(small, source));
        FloatTensor old = tensor(source, "head.hidden.weight");
        FloatTensor tiled = tensor(transfer.tensors(), "head.hidden.weight");
        assertThat(tiled.shape()).isEqualTo(new Shape(32, 256 * 9));
        for (int i = 0; i < old.values().length; i++) {
            float sum = 0;
            for (int k = 0; k < 9; k++) {
                assertThat(tiled.values()[9 * i + k]).isEqualTo(old.values()[i] / 9f, within(1e-8f));
                sum += tiled.values()[9 * i + k];
            }
            assertThat(sum).isEqualTo(old.values()[i], within(1e-6f));
        }
        assertThat(tensor(transfer.tensors(), "trunk.block1.conv1.weight").values())
                .isEqualTo(tensor(source, "trunk.block1.conv1.weight").values());
        assertThat(transfer.report()).anyMatch(line -> line.contains("adapted"));
    }

    @Test
    void transferReportsWhatDoesNotFit() {
        TwinDescription with = TwinDescription.light(16, 16, true, InputScaling.UNIT);
        TwinDescription without = TwinDescription.light(16, 16, false, InputScaling.UNIT);
        Map<String, FloatTensor> start = TwinParameters.initialize(without, 2);
        WeightTransfer transfer =
                WeightTransfer.of(without, start, new TwinWeights(with, TwinParameters.initialize(with, 1)));
        assertThat(transfer.tensors().keySet()).isEqualTo(start.keySet());
        assertThat(transfer.report())
                .contains("trunk.block1.conv1.bias is not in the source: keeps its random start")
                .contains("trunk.block1.norm1.gamma of the source is not used");
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        TwinDescription network = TwinDescription.light(16, 16, true, InputScaling.UNIT);
        Map<String, FloatTensor> missing = new LinkedHashMap<>(TwinParameters.initialize(network, 1));
        missing.remove("head.output.bias");
        assertThatThrownBy(() -> new TwinWeights(network, missing))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("head.output.bias");
    }

    private static FloatTensor tensor(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
