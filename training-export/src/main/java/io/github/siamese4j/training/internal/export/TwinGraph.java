package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.Weights.requirePositive;
import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.InputScaling;
import java.util.List;
import java.util.Optional;

/**
 * A siamese network over pictures as it is used for inference, independent of the engine that trained it.
 *
 * <p>The encoder maps RGB pixels {@code [height, width, 3]} to an embedding: scaling, then blocks of convolutions, each
 * block closed by 2×2 max pooling with stride 2 and no padding (an odd last row or column is dropped), then flattening
 * in the order channel, row, column. A metric of the core library or a head maps two embeddings to a score; the head:
 * {@code sigmoid(output(relu(hidden(|left − right|))))}.
 *
 * <p>VGG16 has blocks of 64×2, 128×2, 256×3, 512×3 and 512×3 channels (Simonyan and Zisserman 2014, arXiv:1409.1556);
 * lighter networks have fewer or narrower ones.
 *
 * @param height of the input in pixels
 * @param width of the input in pixels
 * @param scaling from samples to what the first convolution reads
 * @param blocks at least one block of at least one layer; the first layer reads 3 channels, every other as many as the
 *     one before it writes
 * @param scorer the metric that compares two embeddings; empty for the head
 * @param head the layers {@code hidden} and {@code output} without a metric, nothing with one
 */
public record TwinGraph(
        int height,
        int width,
        InputScaling scaling,
        List<List<ConvLayer>> blocks,
        Optional<Metric> scorer,
        List<DenseLayer> head) {

    /** Samples per pixel: red, green, blue. */
    static final int CHANNELS = 3;

    /** Checks that every part reads what the one before it writes, and that pooling leaves something. */
    public TwinGraph {
        requirePositive("height", height);
        requirePositive("width", width);
        requireNonNull(scaling, "scaling");
        blocks = blocks.stream().map(List::copyOf).toList();
        if (blocks.isEmpty() || blocks.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("blocks must hold at least one block of at least one layer: " + blocks);
        }
        int channels = CHANNELS;
        for (ConvLayer layer : blocks.stream().flatMap(List::stream).toList()) {
            if (layer.inputChannels() != channels) {
                throw new IllegalArgumentException(layer + " must read " + channels + " channels");
            }
            channels = layer.outputChannels();
        }
        int rows = height >> blocks.size();
        int columns = width >> blocks.size();
        if (rows == 0 || columns == 0) {
            throw new IllegalArgumentException("an input of " + height + "×" + width + " is too small for "
                    + blocks.size() + " blocks: each halves it");
        }
        head = List.copyOf(head);
        if (head.size() != (scorer.isEmpty() ? 2 : 0)) {
            throw new IllegalArgumentException("head must be two layers without a metric and none with one: " + head);
        }
        if (!head.isEmpty()) {
            DenseLayer hidden = head.get(0);
            DenseLayer output = head.get(1);
            if (hidden.inputs() != channels * rows * columns) {
                throw new IllegalArgumentException(
                        "hidden must read " + channels + "×" + rows + "×" + columns + " values: " + hidden);
            }
            if (output.inputs() != hidden.outputs() || output.outputs() != 1) {
                throw new IllegalArgumentException("output must map " + hidden.outputs() + " values to 1: " + output);
            }
        }
    }

    /**
     * A network with a head.
     *
     * @param height of the input in pixels
     * @param width of the input in pixels
     * @param scaling from samples to what the first convolution reads
     * @param blocks at least one block of at least one layer
     * @param hidden reads embeddings
     * @param output reads the hidden values, writes one
     */
    public TwinGraph(
            int height,
            int width,
            InputScaling scaling,
            List<List<ConvLayer>> blocks,
            DenseLayer hidden,
            DenseLayer output) {
        this(height, width, scaling, blocks, Optional.empty(), List.of(hidden, output));
    }

    /**
     * The first layer of the head.
     *
     * @return reads embeddings
     * @throws IndexOutOfBoundsException if a metric is the scorer
     */
    public DenseLayer hidden() {
        return head.get(0);
    }

    /**
     * The last layer of the head.
     *
     * @return writes one value
     * @throws IndexOutOfBoundsException if a metric is the scorer
     */
    public DenseLayer output() {
        return head.get(1);
    }

    /**
     * The length of an embedding.
     *
     * @return channels × rows × columns after the last block; 4608 for VGG16 at 105×105
     */
    public int embeddingSize() {
        List<ConvLayer> last = blocks.get(blocks.size() - 1);
        return last.get(last.size() - 1).outputChannels() * (height >> blocks.size()) * (width >> blocks.size());
    }

    /**
     * The size of one picture.
     *
     * @return height × width × 3 bytes
     */
    public int pictureSize() {
        return height * width * CHANNELS;
    }
}
