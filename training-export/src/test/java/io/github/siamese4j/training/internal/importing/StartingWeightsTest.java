package io.github.siamese4j.training.internal.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.internal.export.ModelDescription;
import io.github.siamese4j.training.internal.export.TwinExport;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.NetworkSamples;
import io.github.siamese4j.training.internal.network.PartialWeights;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import io.github.siamese4j.training.internal.network.Safetensors;
import io.github.siamese4j.training.internal.network.TwinWeights;
import io.github.siamese4j.training.internal.network.WeightTransfer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartingWeightsTest {
    private static final List<ConvBlock> BLOCKS = List.of(new ConvBlock(4, 1), new ConvBlock(6, 2));
    private static final TwinDescription PLAIN =
            new TwinDescription(13, 10, BLOCKS, false, 5, InputScaling.INVERTED, Fit.STRETCH);
    private static final TwinDescription NORMALIZED =
            new TwinDescription(13, 10, BLOCKS, true, 5, InputScaling.INVERTED, Fit.STRETCH);

    @TempDir
    Path folder;

    /**
     * Tolerances are half a step: 2^-11 of a float16 value; 1/127 of the largest weight of a channel, with clipping.
     */
    @ParameterizedTest
    @CsvSource({"FLOAT32, 0", "FLOAT16, 0.0005", "INT8, 0.2"})
    void readsModelsInAnyStorage(WeightStorage storage, float relative) {
        TwinWeights weights = new TwinWeights(PLAIN, NetworkSamples.random(PLAIN, 1));
        Path model = folder.resolve("model");
        byte[][] images = {new byte[13 * 10 * 3], new byte[13 * 10 * 3]};
        TwinExport.ofImages(weights, storage, images)
                .writeTo(model, new ModelDescription("m", PLAIN.preprocessing(), 0.5, Map.of(), "card"));
        PartialWeights read = StartingWeights.load(model);
        assertThat(read.tensors().keySet()).isEqualTo(weights.tensors().keySet());
        assertThat(read.grid()).contains(new Grid(3, 2));
        assertThat(read.scaling()).contains(InputScaling.INVERTED);
        assertThat(read.blocks()).isEqualTo(BLOCKS);
        read.tensors().forEach((name, tensor) -> assertClose(name, tensor, weights.tensor(name), relative));
    }

    @Test
    void readsCheckpoints() throws IOException {
        TwinWeights weights = new TwinWeights(NORMALIZED, NetworkSamples.random(NORMALIZED, 1));
        Files.writeString(folder.resolve(TwinWeights.STATE_FILE), Json.print(Map.of("network", NORMALIZED)));
        Safetensors.write(folder.resolve(TwinWeights.WEIGHTS_FILE), weights.tensors());
        PartialWeights read = StartingWeights.load(folder);
        assertThat(read.grid()).contains(new Grid(3, 2));
        read.tensors().forEach((name, tensor) -> assertClose(name, tensor, weights.tensor(name), 0));
    }

    @Test
    void readsOurNamesFromSafetensors() throws IOException {
        TwinDescription square = TwinDescription.light(32, 32, false, InputScaling.UNIT);
        Path file = folder.resolve("ours.safetensors");
        Safetensors.write(file, NetworkSamples.random(square, 1));
        PartialWeights read = StartingWeights.load(file);
        assertThat(read.tensors().keySet())
                .isEqualTo(NetworkSamples.random(square, 1).keySet());
        assertThat(read.grid()).contains(new Grid(1, 1));
    }

    /** torchvision numbers convolutions, activations and pooling layers: 0 | pool 2 | 3, 5. */
    @Test
    void readsNamesOfTorchvision() throws IOException {
        Map<String, FloatTensor> ours = NetworkSamples.random(PLAIN, 1);
        Map<String, FloatTensor> theirs = new LinkedHashMap<>();
        String[] convolutions = {"block1.conv1", "block2.conv1", "block2.conv2"};
        int[] indices = {0, 3, 5};
        for (int i = 0; i < indices.length; i++) {
            for (String role : new String[] {".weight", ".bias"}) {
                theirs.put("vgg.features." + indices[i] + role, get(ours, "trunk." + convolutions[i] + role));
            }
        }
        theirs.put("classifier.0.weight", new FloatTensor(new Shape(2), new float[2]));
        theirs.put("fully_connect1.weight", new FloatTensor(new Shape(5, 54), new float[270]));
        theirs.put("fully_connect2.bias", new FloatTensor(new Shape(1), new float[] {3}));
        Path file = folder.resolve("vgg.safetensors");
        Safetensors.write(file, theirs);
        PartialWeights read = StartingWeights.load(file);
        assertThat(read.blocks()).isEqualTo(BLOCKS);
        assertThat(read.grid()).contains(new Grid(3, 3));
        for (String convolution : convolutions) {
            for (String role : new String[] {".weight", ".bias"}) {
                String name = "trunk." + convolution + role;
                assertClose(name, get(read.tensors(), name), get(ours, name), 0);
            }
        }
        assertThat(get(read.tensors(), "head.output.bias").values()).containsExactly(3);
        assertThat(read.notes()).hasSize(2).anyMatch(note -> note.contains("classifier.0.weight"));
    }

    /** With normalization the numbers are 0, 1 | pool 3 | 4, 5 | 7, 8. The convolutions keep their biases. */
    @Test
    void readsNormalizedTrunksOfTorchvision() throws IOException {
        Map<String, FloatTensor> ours = NetworkSamples.random(NORMALIZED, 1);
        Map<String, FloatTensor> theirs = new LinkedHashMap<>();
        Random random = new Random(9);
        String[][] layers = {
            {"block1.conv1", "block1.norm1"}, {"block2.conv1", "block2.norm1"}, {"block2.conv2", "block2.norm2"}
        };
        int[] indices = {0, 4, 7};
        for (int i = 0; i < indices.length; i++) {
            String conv = "features." + indices[i];
            String norm = "features." + (indices[i] + 1);
            FloatTensor mean = get(ours, "trunk." + layers[i][1] + ".mean");
            float[] bias = new float[mean.values().length];
            float[] shifted = mean.values().clone();
            for (int k = 0; k < bias.length; k++) {
                bias[k] = random.nextFloat();
                shifted[k] += bias[k];
            }
            theirs.put(conv + ".weight", get(ours, "trunk." + layers[i][0] + ".weight"));
            theirs.put(conv + ".bias", new FloatTensor(mean.shape(), bias));
            theirs.put(norm + ".weight", get(ours, "trunk." + layers[i][1] + ".gamma"));
            theirs.put(norm + ".bias", get(ours, "trunk." + layers[i][1] + ".beta"));
            theirs.put(norm + ".running_mean", new FloatTensor(mean.shape(), shifted));
            theirs.put(norm + ".running_var", get(ours, "trunk." + layers[i][1] + ".variance"));
        }
        Path file = folder.resolve("vgg_bn.safetensors");
        Safetensors.write(file, theirs);
        WeightTransfer transfer =
                WeightTransfer.of(NORMALIZED, NetworkSamples.random(NORMALIZED, 2), StartingWeights.load(file));
        assertThat(transfer.plainNorms()).isEmpty();
        assertThat(transfer.report()).contains("15 of 19 parameters taken from safetensors vgg_bn.safetensors");
        NetworkSamples.assertSameEmbeddings(
                NetworkSamples.embed(NORMALIZED, transfer.tensors(), false),
                NetworkSamples.embed(NORMALIZED, ours, false));
    }

    @Test
    void saysWhatElseItIs() throws IOException {
        refused(Files.createDirectory(folder.resolve("empty")), Code.CHECKPOINT_INVALID, "neither state.json");
        Path saved = Files.createDirectory(folder.resolve("saved"));
        Files.createFile(saved.resolve("saved_model.pb"));
        refused(saved, Code.CHECKPOINT_INVALID, "SavedModel");
        Path zip = folder.resolve("m.keras");
        Files.writeString(zip, "PK\3\4 and more", StandardCharsets.ISO_8859_1);
        refused(zip, Code.CHECKPOINT_INVALID, "save_weights");
        Path text = folder.resolve("m.txt");
        Files.writeString(text, "some text that is no weights");
        refused(text, Code.CHECKPOINT_INVALID, "neither HDF5 nor safetensors");
        refused(folder.resolve("absent"), Code.IO_FAILED, "absent");
    }

    @Test
    void refusesOtherNetworks() throws IOException {
        Path file = folder.resolve("resnet.safetensors");
        Safetensors.write(file, Map.of("layer1.0.conv1.weight", new FloatTensor(new Shape(1), new float[1])));
        refused(file, Code.CHECKPOINT_INVALID, "layer1.0.conv1.weight");
        Path gap = folder.resolve("gap.safetensors");
        Map<String, FloatTensor> theirs = new LinkedHashMap<>();
        for (int index : new int[] {0, 7}) {
            theirs.put("features." + index + ".weight", new FloatTensor(new Shape(1, 1, 1, 1), new float[1]));
            theirs.put("features." + index + ".bias", new FloatTensor(new Shape(1), new float[1]));
        }
        Safetensors.write(gap, theirs);
        refused(gap, Code.CHECKPOINT_INVALID, "features.7 is a convolution, expected one at 2 or 3");
    }

    private static void refused(Path path, Code code, String why) {
        assertThatThrownBy(() -> StartingWeights.load(path))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(why);
    }

    private static FloatTensor get(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static void assertClose(String name, FloatTensor actual, FloatTensor expected, float relative) {
        assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
        float largest = 0;
        for (float value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.values().length; i++) {
            assertThat(Math.abs(actual.values()[i] - expected.values()[i]))
                    .as(name)
                    .isLessThanOrEqualTo(relative * largest);
        }
    }
}
