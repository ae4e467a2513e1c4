package io.github.siamese4j.training.internal.network;

import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weights of another network, or of a part of it, from which a new network can start.
 *
 * @param origin source of the weights as a phrase, such as {@code Keras weights vgg16.h5}
 * @param tensors tensors by the names of {@link ParameterSpec#of}; any can be missing
 * @param grid the trunk's output that {@code head.hidden.weight} reads; empty without a head, or if unknown
 * @param notes remarks for the user, one sentence each, such as tensors that are not used
 */
public record PartialWeights(
        String origin,
        Map<String, FloatTensor> tensors,
        Optional<Grid> grid,
        Optional<InputScaling> scaling,
        List<String> notes) {

    /** The height and width of the trunk's output, each at least 1. */
    public record Grid(int rows, int columns) {
        /** Returns the square grid that a dense layer with some inputs reads; empty if it is not a square. */
        public static Optional<Grid> square(long inputs, int channels) {
            int side = (int) Math.round(Math.sqrt((double) inputs / channels));
            return side > 0 && (long) side * side * channels == inputs
                    ? Optional.of(new Grid(side, side))
                    : Optional.empty();
        }
    }

    /** Copies the collections and refuses weights that are NaN or infinite. */
    public PartialWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        notes = List.copyOf(notes);
        for (Map.Entry<String, FloatTensor> entry : tensors.entrySet()) {
            float[] values = entry.getValue().values();
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new TrainingException(
                            Code.CHECKPOINT_INVALID,
                            origin + ": " + entry.getKey() + "[" + i + "] is " + values[i]
                                    + "; the training that wrote it diverged, use an earlier checkpoint");
                }
            }
        }
    }

    /** Returns the weights of a whole network over images. */
    public static PartialWeights of(String origin, TwinWeights weights) {
        TwinDescription network = weights.description();
        return new PartialWeights(
                origin,
                weights.tensors(),
                Optional.of(new Grid(network.outputHeight(), network.outputWidth())),
                Optional.of(network.scaling()),
                List.of());
    }

    /**
     * Returns the blocks of the trunk, derived from names and shapes of the convolutions. Empty if there is no trunk,
     * or if a block has convolutions of different widths.
     */
    public List<ConvBlock> blocks() {
        List<ConvBlock> blocks = new ArrayList<>();
        while (convolution(blocks.size() + 1, 1).isPresent()) {
            int block = blocks.size() + 1;
            long channels = convolution(block, 1).get().shape().get(0);
            int count = 1;
            while (convolution(block, count + 1).isPresent()) {
                count++;
                if (convolution(block, count).get().shape().get(0) != channels) {
                    return List.of();
                }
            }
            blocks.add(new ConvBlock((int) channels, count));
        }
        return blocks;
    }

    private Optional<FloatTensor> convolution(int block, int convolution) {
        return Optional.ofNullable(tensors.get(ParameterNames.conv(block, convolution) + ".weight"));
    }
}
