package io.github.siamese4j.training.internal.importing;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.PartialWeights;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A whole twin trained with Keras: a VGG trunk shared by two RGB inputs scaled by 1/255. Each convolution is followed
 * by ReLU and each block by 2×2 max pooling. The absolute difference of the flattened outputs is followed by a dense
 * layer with ReLU and a dense layer with one sigmoid output.
 */
public final class KerasTwin {
    /** The usual size of the input. */
    private static final int USUAL_SIZE = 105;

    private static final String HEAD = "head.hidden.weight";

    private KerasTwin() {}

    /**
     * Reads the weights of a whole twin, written by {@code model.save_weights("x.h5")} or {@code model.save("x.h5")} of
     * Keras 2, or by {@code model.save_weights("x.weights.h5")} of Keras 3. Widths are taken from the weights. The
     * network computes the same as Keras. Pooling rounds down, so that several sizes are possible. The size is the side
     * of the square input in pixels; empty for 105, or for the smallest possible size if 105 is not possible.
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if the file is damaged, or holds less or more than such
     *     a twin; {@link Code#CONFIG_INVALID} if its first dense layer does not fit {@code size}
     */
    public static TwinWeights read(Path file, OptionalInt size, Fit fit) {
        StartingWeights.requireHdf5(file);
        KerasWeights.Found found = KerasWeights.read(file);
        PartialWeights weights = found.weights();
        Map<String, FloatTensor> tensors = weights.tensors();
        FloatTensor hidden = tensors.get(HEAD);
        List<ConvBlock> blocks = weights.blocks();
        if (hidden == null || blocks.isEmpty() || !found.unused().isEmpty()) {
            throw new TrainingException(
                    Code.CHECKPOINT_INVALID,
                    file + " is not a whole twin: besides a trunk of " + widths(blocks)
                            + (hidden == null ? "" : " and a head of two dense layers") + " it holds "
                            + NameList.of(found.unused())
                            + ", expected two dense layers with biases, [n, units] and [units, 1], and nothing else; a"
                            + " trunk alone can be the start of a training");
        }
        Grid grid = weights.grid()
                .orElseThrow(() -> new TrainingException(
                        Code.CHECKPOINT_INVALID,
                        file + ": its first dense layer reads "
                                + hidden.shape().get(1)
                                + " values, not a square of positions with "
                                + blocks.get(blocks.size() - 1).channels()
                                + " channels each; only twins with a square input and a flattened trunk can "
                                + "be imported"));
        int side = side(file, size, grid.rows(), blocks.size());
        int units = (int) hidden.shape().get(0);
        return new TwinWeights(new TwinDescription(side, side, blocks, false, units, InputScaling.UNIT, fit), tensors);
    }

    private static int side(Path file, OptionalInt asked, int positions, int blocks) {
        int smallest = positions << blocks;
        int largest = ((positions + 1) << blocks) - 1;
        int usual = USUAL_SIZE >= smallest && USUAL_SIZE <= largest ? USUAL_SIZE : smallest;
        int side = asked.orElse(usual);
        if (side < smallest || side > largest) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "size must be in " + smallest + ".." + largest + " for " + file
                            + ", whose first dense layer is for " + positions + "×" + positions + " positions: "
                            + side);
        }
        return side;
    }

    private static String widths(List<ConvBlock> blocks) {
        return blocks.isEmpty()
                ? "blocks of mixed widths"
                : blocks.stream()
                        .map(block -> block.channels() + "×" + block.convolutions())
                        .collect(Collectors.joining(", "));
    }
}
