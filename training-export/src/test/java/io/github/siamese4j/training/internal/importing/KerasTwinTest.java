package io.github.siamese4j.training.internal.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.KerasImport;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.network.PartialWeights;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import io.github.siamese4j.training.internal.network.TwinWeights;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports a narrow VGG16 twin. Keras wrote its files and scores, see src/test/python/make_keras_twin.py. */
class KerasTwinTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/keras");
    private static final Path PICTURES = Path.of("../examples/images");
    private static final List<ConvBlock> BLOCKS = List.of(
            new ConvBlock(4, 2), new ConvBlock(5, 2), new ConvBlock(6, 3), new ConvBlock(6, 3), new ConvBlock(7, 3));
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"flat.h5", "saved.h5", "keras3.weights.h5"})
    void scoresRealPicturesAsKerasDoes(String file) throws IOException {
        Path model = folder.resolve("model");
        KerasImport.Imported imported =
                KerasImport.write(GOLDEN.resolve(file), model, KerasImport.Settings.of("narrow"));
        assertThat(imported.network().blocks()).isEqualTo(BLOCKS);
        int pairs = 0;
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            assertThat(comparator.threshold()).isEqualTo(0.5);
            for (String line : Files.readAllLines(GOLDEN.resolve("scores.txt"))) {
                String[] parts = line.split(" ", -1);
                assertThat(comparator.similarity(picture(parts[0]), picture(parts[1])))
                        .as(line)
                        .isCloseTo(Double.parseDouble(parts[2]), within(TOLERANCE));
                pairs++;
            }
        }
        assertThat(pairs).isEqualTo(21);
    }

    private static Path picture(String name) {
        return name.equals("colour.png") ? GOLDEN.resolve(name) : PICTURES.resolve(name);
    }

    @Test
    void takesTheSizeThatTheWeightsAllow() {
        Path file = GOLDEN.resolve("flat.h5");
        TwinWeights usual = KerasTwin.read(file, OptionalInt.empty(), Fit.LETTERBOX);
        assertThat(usual.description().width()).isEqualTo(105);
        TwinWeights asked = KerasTwin.read(file, OptionalInt.of(127), Fit.CENTER_CROP);
        assertThat(asked.description().height()).isEqualTo(127);
        assertThat(asked.description().fit()).isEqualTo(Fit.CENTER_CROP);
        for (int size : new int[] {95, 128}) {
            assertThatThrownBy(() -> KerasTwin.read(file, OptionalInt.of(size), Fit.LETTERBOX))
                    .isInstanceOfSatisfying(
                            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFIG_INVALID))
                    .hasMessageContaining("96..127");
        }
    }

    @Test
    void startsFromATwin() {
        PartialWeights weights = StartingWeights.load(GOLDEN.resolve("saved.h5"));
        assertThat(weights.tensors()).hasSize(30);
        assertThat(weights.grid()).contains(new Grid(3, 3));
        assertThat(weights.notes()).isEmpty();
    }

    @Test
    void startsFromATrunkWithTheNamesOfTheFirstReleases() {
        PartialWeights weights = StartingWeights.load(GOLDEN.resolve("notop.h5"));
        PartialWeights whole = StartingWeights.load(GOLDEN.resolve("flat.h5"));
        assertThat(weights.blocks()).isEqualTo(BLOCKS.subList(0, 3));
        assertThat(weights.tensors()).hasSize(14);
        weights.tensors()
                .forEach((name, tensor) -> assertThat(tensor.values())
                        .as(name)
                        .isEqualTo(Objects.requireNonNull(whole.tensors().get(name))
                                .values()));
        assertThatThrownBy(() -> KerasTwin.read(GOLDEN.resolve("notop.h5"), OptionalInt.empty(), Fit.LETTERBOX))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("trunk of 4×2, 5×2, 6×3 it holds nothing, expected two dense layers");
    }

    @Test
    void refusesWhatIsNotHdf5() throws IOException {
        Path zip = folder.resolve("twin.keras");
        Files.write(zip, new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0});
        refused(zip, "save_weights");
        Path text = folder.resolve("twin.h5");
        Files.writeString(text, "<html>not found</html>");
        refused(text, "neither HDF5");
        refused(Files.createDirectory(folder.resolve("saved")), "directory");
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN.resolve("flat.h5"));
        Path file = folder.resolve("cut.h5");
        for (int length : new int[] {8, 95, 1000, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            refused(file, "");
        }
    }

    @Test
    void refusesOtherNetworks() {
        Path file = folder.resolve("resnet.h5");
        write(file, "conv1", new float[3][3][3][4], new float[4]);
        refused(file, "/conv1/kernel:0 [3, 3, 3, 4]");
    }

    @Test
    void refusesKernelsOfOtherShapesAndMissingLayers() {
        Path wide = folder.resolve("wide.h5");
        write(wide, "block1_conv1", new float[5][5][3][4], new float[4]);
        refused(wide, "[5, 5, 3, 4]: expected [3, 3, 3, any] with a bias");
        Path grey = folder.resolve("grey.h5");
        write(grey, "block1_conv1", new float[3][3][1][4], new float[4]);
        refused(grey, "[3, 3, 1, 4]: expected [3, 3, 3, any]");
        Path late = folder.resolve("late.h5");
        write(late, "block1_conv2", new float[3][3][3][4], new float[4]);
        refused(late, "block1_conv1 is missing");
        Path unbiased = folder.resolve("unbiased.h5");
        write(unbiased, "block1_conv1", new float[3][3][3][4], new float[3]);
        refused(unbiased, "without a bias");
    }

    @Test
    void refusesTwinsWithMoreLayersThanItComputes() {
        Path file = folder.resolve("deep.h5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            WritableGroup conv = hdf.putGroup("block1_conv1");
            conv.putDataset("bias:0", new float[2]);
            conv.putDataset("kernel:0", new float[3][3][3][2]);
            int[] sizes = {2 * 49, 5, 5, 1};
            for (int i = 1; i < sizes.length; i++) {
                WritableGroup dense = hdf.putGroup("dense_" + i);
                dense.putDataset("bias:0", new float[sizes[i]]);
                dense.putDataset("kernel:0", new float[sizes[i - 1]][sizes[i]]);
            }
        }
        refused(file, "/dense_2/kernel:0 [5, 5]");
        assertThat(StartingWeights.load(file).tensors()).hasSize(2);
    }

    @Test
    void refusesWeightsThatAreNotNumbers() {
        Path file = folder.resolve("nan.h5");
        write(file, "block1_conv1", new float[3][3][3][4], new float[] {0, 0, Float.NaN, 0});
        refused(file, "trunk.block1.conv1.bias[2] is NaN");
    }

    /** Writes a file with one layer and no lists of names. */
    private static void write(Path file, String layer, float[][][][] kernel, float[] bias) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            WritableGroup group = hdf.putGroup(layer);
            group.putDataset("bias:0", bias);
            group.putDataset("kernel:0", kernel);
        }
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> KerasTwin.read(file, OptionalInt.empty(), Fit.LETTERBOX))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_INVALID))
                .hasMessageContaining(why);
    }
}
