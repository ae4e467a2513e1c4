package io.github.siamese4j.training.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WeightTransferTest {
    private static final List<ConvBlock> BLOCKS = List.of(new ConvBlock(4, 1), new ConvBlock(6, 2));
    private static final TwinDescription PLAIN =
            new TwinDescription(13, 10, BLOCKS, false, 5, InputScaling.UNIT, Fit.STRETCH);
    private static final TwinDescription NORMALIZED =
            new TwinDescription(13, 10, BLOCKS, true, 5, InputScaling.UNIT, Fit.STRETCH);

    @Test
    void tilesTheHeadSoThatLogitsKeepTheirSize() {
        TwinDescription small = TwinDescription.light(32, 32, true, InputScaling.UNIT);
        TwinDescription large = TwinDescription.light(96, 96, true, InputScaling.UNIT);
        Map<String, FloatTensor> source = TwinParameters.initialize(small, 1);
        WeightTransfer transfer = WeightTransfer.of(
                large,
                TwinParameters.initialize(large, 2),
                PartialWeights.of("the source", new TwinWeights(small, source)));
        FloatTensor old = tensor(source, "head.hidden.weight");
        FloatTensor tiled = tensor(transfer.tensors(), "head.hidden.weight");
        assertThat(tiled.shape()).isEqualTo(new Shape(64, 256 * 9));
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
    void foldsNormalizationThatTheNetworkLacks() {
        Map<String, FloatTensor> source = NetworkSamples.random(NORMALIZED, 1);
        WeightTransfer transfer = WeightTransfer.of(
                PLAIN,
                NetworkSamples.random(PLAIN, 2),
                PartialWeights.of("the source", new TwinWeights(NORMALIZED, source)));
        assertThat(transfer.plainNorms()).isEmpty();
        assertThat(transfer.report()).anyMatch(line -> line.startsWith("3 batch normalizations of the source folded"));
        NetworkSamples.assertSameEmbeddings(
                NetworkSamples.embed(PLAIN, transfer.tensors(), false),
                NetworkSamples.embed(NORMALIZED, source, false));
    }

    @Test
    void makesNormalizationsOfBiases() {
        Map<String, FloatTensor> source = NetworkSamples.random(PLAIN, 1);
        WeightTransfer transfer = WeightTransfer.of(
                NORMALIZED,
                NetworkSamples.random(NORMALIZED, 2),
                PartialWeights.of("the source", new TwinWeights(PLAIN, source)));
        assertThat(transfer.plainNorms())
                .containsExactlyInAnyOrder("trunk.block1.norm1", "trunk.block2.norm1", "trunk.block2.norm2");
        assertThat(transfer.report()).hasSize(2);
        NetworkSamples.assertSameEmbeddings(
                NetworkSamples.embed(NORMALIZED, transfer.tensors(), false),
                NetworkSamples.embed(PLAIN, source, false));
    }

    @Test
    void leavesAloneWhatDoesNotFitAndSaysSoInFewWords() {
        Map<String, FloatTensor> source = new LinkedHashMap<>(NetworkSamples.random(PLAIN, 1));
        source.keySet().removeIf(name -> name.startsWith("head."));
        source.put("trunk.block2.conv2.weight", new FloatTensor(new Shape(6, 7, 3, 3), new float[378]));
        source.put("trunk.block3.conv1.weight", new FloatTensor(new Shape(1), new float[1]));
        Map<String, FloatTensor> start = NetworkSamples.random(PLAIN, 2);
        WeightTransfer transfer = WeightTransfer.of(
                PLAIN,
                start,
                new PartialWeights(
                        "a file", source, Optional.empty(), Optional.of(InputScaling.INVERTED), List.of("a note")));
        assertThat(transfer.tensors().keySet()).isEqualTo(start.keySet());
        assertThat(transfer.tensors().get("trunk.block2.conv2.weight"))
                .isSameAs(start.get("trunk.block2.conv2.weight"));
        assertThat(transfer.report())
                .hasSize(6)
                .contains(
                        "5 of 10 parameters taken from a file",
                        "4 parameters not in the source, initialized randomly: head.hidden.weight,"
                                + " head.hidden.bias … head.output.bias",
                        "1 parameters of another shape, initialized randomly: trunk.block2.conv2.weight (6, "
                                + "7, 3, 3)"
                                + " instead of (6, 6, 3, 3)",
                        "1 parameters only in the source, not used: trunk.block3.conv1.weight",
                        "a note")
                .anyMatch(line -> line.contains("INVERTED"));
    }

    @Test
    void doesNotAdaptAHeadOfUnknownGrid() {
        TwinDescription larger = new TwinDescription(26, 10, BLOCKS, false, 5, InputScaling.UNIT, Fit.STRETCH);
        Map<String, FloatTensor> source = NetworkSamples.random(PLAIN, 1);
        Map<String, FloatTensor> start = NetworkSamples.random(larger, 2);
        for (Optional<Grid> grid : List.of(Optional.<Grid>empty(), Optional.of(new Grid(3, 3)))) {
            PartialWeights weights = new PartialWeights("a file", source, grid, Optional.empty(), List.of());
            assertThat(WeightTransfer.of(larger, start, weights).tensors().get("head.hidden.weight"))
                    .isSameAs(start.get("head.hidden.weight"));
        }
    }

    @Test
    void refusesWeightsThatAreNotNumbers() {
        Map<String, FloatTensor> source = new LinkedHashMap<>(NetworkSamples.random(PLAIN, 1));
        source.put("head.output.bias", new FloatTensor(new Shape(1), new float[] {Float.NaN}));
        assertThatThrownBy(() -> new PartialWeights("a file", source, Optional.empty(), Optional.empty(), List.of()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("a file: head.output.bias[0] is NaN");
    }

    @Test
    void calibratedNormalizationsComputeInTrainingWhatThePlainNetworkComputes() {
        Map<String, FloatTensor> source = NetworkSamples.random(PLAIN, 1);
        WeightTransfer transfer = WeightTransfer.of(
                NORMALIZED,
                NetworkSamples.random(NORMALIZED, 2),
                PartialWeights.of("the source", new TwinWeights(PLAIN, source)));
        Map<String, FloatTensor> fitted = BatchNormCalibration.of(
                NORMALIZED, transfer.tensors(), transfer.plainNorms(), NetworkSamples.input(NORMALIZED));
        float[] plain = NetworkSamples.embed(PLAIN, source, false);
        NetworkSamples.assertSameEmbeddings(NetworkSamples.embed(NORMALIZED, fitted, true), plain);
        NetworkSamples.assertSameEmbeddings(NetworkSamples.embed(NORMALIZED, fitted, false), plain);
        // Without it the output in training differs.
        assertThat(NetworkSamples.difference(NetworkSamples.embed(NORMALIZED, transfer.tensors(), true), plain))
                .isGreaterThan(0.1);
    }

    @Test
    void calibrationKeepsTheGainOfATrainedNormalization() {
        Map<String, FloatTensor> source = NetworkSamples.random(NORMALIZED, 3);
        Map<String, FloatTensor> fitted = BatchNormCalibration.of(
                NORMALIZED,
                source,
                Set.of("trunk.block1.norm1", "trunk.block2.norm1", "trunk.block2.norm2"),
                NetworkSamples.input(NORMALIZED));
        NetworkSamples.assertSameEmbeddings(
                NetworkSamples.embed(NORMALIZED, fitted, true), NetworkSamples.embed(NORMALIZED, source, false));
    }

    private static FloatTensor tensor(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
