package io.github.siamese4j.training.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightGrowthTest {
    private static final List<ConvBlock> NARROW = List.of(new ConvBlock(3, 1), new ConvBlock(5, 2));
    private static final List<ConvBlock> WIDE = List.of(new ConvBlock(4, 3), new ConvBlock(8, 3));

    @ParameterizedTest
    @CsvSource({"true,true", "false,true", "true,false", "false,false"})
    void computesTheScoresOfTheSmallerTwinAtFirst(boolean oldNorm, boolean newNorm) {
        TwinDescription small = network(13, NARROW, oldNorm, 5);
        TwinDescription large = network(13, WIDE, newNorm, 9);
        Map<String, FloatTensor> source = NetworkSamples.random(small, 1);
        WeightTransfer transfer = transfer(large, small, source);
        assertThat(transfer.report()).anyMatch(line -> line.startsWith("grown from a smaller network"));
        double[] expected = logits(small, source);
        assertClose(logits(large, transfer.tensors()), expected);
        if (newNorm) {
            assertThat(transfer.plainNorms())
                    .contains("trunk.block1.norm2", "trunk.block1.norm3", "trunk.block2.norm3");
            Map<String, FloatTensor> fitted = BatchNormCalibration.of(
                    large, transfer.tensors(), transfer.plainNorms(), NetworkSamples.input(large));
            assertClose(logits(large, fitted), expected);
        }
    }

    @Test
    void givesTheNewChannelsSomethingToLearnWith() {
        TwinDescription small = network(13, NARROW, true, 5);
        TwinDescription large = network(13, WIDE, true, 9);
        Map<String, FloatTensor> grown =
                transfer(large, small, NetworkSamples.random(small, 1)).tensors();
        // The fourth channel of the first layer reads the image. The fourth channel of the second layer reads all
        // channels of the first.
        assertThat(slice(grown, "trunk.block1.conv1.weight", 3 * 27, 27)).doesNotContain(0f);
        assertThat(slice(grown, "trunk.block1.conv2.weight", 3 * 36, 36)).doesNotContain(0f);
        // The third channel does not read it.
        assertThat(slice(grown, "trunk.block1.conv2.weight", 2 * 36 + 27, 9)).containsOnly(0f);
        assertThat(slice(grown, "head.output.weight", 5, 4)).containsOnly(0f);
    }

    @Test
    void growsToALargerPictureToo() {
        TwinDescription small = network(8, NARROW, true, 5);
        TwinDescription large = network(16, WIDE, true, 9);
        Map<String, FloatTensor> source = NetworkSamples.random(small, 1);
        Map<String, FloatTensor> grown = transfer(large, small, source).tensors();
        TwinDescription smallAtNewSize = network(16, NARROW, true, 5);
        Map<String, FloatTensor> moved = transfer(smallAtNewSize, small, source).tensors();
        assertClose(logits(large, grown), logits(smallAtNewSize, moved));
    }

    @Test
    void takesNothingFromATwinThatIsNotSmaller() {
        TwinDescription large = network(13, WIDE, true, 4);
        for (TwinDescription other : List.of(
                network(13, NARROW, true, 5),
                network(13, List.of(new ConvBlock(3, 1)), true, 4),
                network(13, List.of(new ConvBlock(3, 4), new ConvBlock(5, 2)), true, 4),
                network(13, List.of(new ConvBlock(3, 1), new ConvBlock(9, 2)), true, 4),
                large)) {
            PartialWeights source =
                    PartialWeights.of("a file", new TwinWeights(other, NetworkSamples.random(other, 1)));
            assertThat(WeightGrowth.of(large, NetworkSamples.random(large, 2), source))
                    .as(other.toString())
                    .isSameAs(source);
        }
    }

    private static TwinDescription network(int side, List<ConvBlock> blocks, boolean norm, int hidden) {
        return new TwinDescription(side, side, blocks, norm, hidden, InputScaling.UNIT, Fit.STRETCH);
    }

    private static WeightTransfer transfer(TwinDescription to, TwinDescription from, Map<String, FloatTensor> source) {
        return WeightTransfer.of(
                to, NetworkSamples.random(to, 2), PartialWeights.of("the source", new TwinWeights(from, source)));
    }

    /** Returns the scores of pairs of random images, with the head in plain Java. */
    private static double[] logits(TwinDescription network, Map<String, FloatTensor> tensors) {
        float[] embeddings = NetworkSamples.embed(network, tensors, false);
        int length = network.embeddingDimension();
        double[] logits = new double[NetworkSamples.COUNT - 1];
        for (int p = 0; p < logits.length; p++) {
            double logit = values(tensors, "head.output.bias")[0];
            for (int h = 0; h < network.headHidden(); h++) {
                double unit = values(tensors, "head.hidden.bias")[h];
                for (int i = 0; i < length; i++) {
                    double difference = embeddings[p * length + i] - embeddings[(p + 1) * length + i];
                    unit += Math.abs(difference) * values(tensors, "head.hidden.weight")[h * length + i];
                }
                logit += Math.max(0, unit) * values(tensors, "head.output.weight")[h];
            }
            logits[p] = logit;
        }
        return logits;
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(expected).doesNotContain(0);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThan(1e-3 * (1 + Math.abs(expected[i])));
        }
    }

    private static float[] values(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).values();
    }

    private static float[] slice(Map<String, FloatTensor> tensors, String name, int from, int length) {
        return Arrays.copyOfRange(values(tensors, name), from, from + length);
    }
}
