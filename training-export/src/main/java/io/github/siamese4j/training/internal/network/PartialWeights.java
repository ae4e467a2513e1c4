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
 * Weights of another network, or of a part of one, that a new network may start from.
 *
 * @param origin what they were read from, as a phrase: {@code Keras weights vgg16.h5}
 * @param tensors by the names of {@link TwinDescription#parameters()}, any of which may be missing
 * @param grid rows and columns of the trunk's output that {@code head.hidden.weight} was made for; empty without a
 *     head, or when they cannot be told
 * @param scaling how bytes became numbers; empty when that is not known
 * @param notes what was found but not understood, or should be known: one sentence each
 */
public record PartialWeights(
        String origin,
        Map<String, FloatTensor> tensors,
        Optional<Grid> grid,
        Optional<InputScaling> scaling,
        List<String> notes) {

    /**
     * Size of the trunk's output.
     *
     * @param rows at least 1
     * @param columns at least 1
     */
    public record Grid(int rows, int columns) {
        /**
         * The square grid that a dense layer was made for.
         *
         * @param inputs what the dense layer reads
         * @param channels of the trunk's output
         * @return empty when no square has that many positions
         */
        public static Optional<Grid> square(long inputs, int channels) {
            int side = (int) Math.round(Math.sqrt((double) inputs / channels));
            return side > 0 && (long) side * side * channels == inputs
                    ? Optional.of(new Grid(side, side))
                    : Optional.empty();
        }
    }

    /**
     * Copies the collections and checks the values.
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} when a weight is NaN or infinite
     */
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
                                    + "; the training that wrote it diverged, use an earlier state of it");
                }
            }
        }
    }

    /**
     * A whole network as a source.
     *
     * @param origin what it was read from
     * @param weights the network
     * @return its weights, with its grid and scaling
     */
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
     * The blocks of the trunk, as the convolutions' names and shapes tell.
     *
     * @return empty when there is no trunk, or a block has convolutions of different widths
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
        return Optional.ofNullable(tensors.get(TwinDescription.convName(block, convolution) + ".weight"));
    }
}
