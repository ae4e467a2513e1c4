package io.github.siamese4j.training;

import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.internal.config.Ranges;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A twin network over images. The trunk maps an image to an embedding: blocks of 3×3 convolutions (padding 1) with ReLU
 * and 2×2 max pooling, flattened channel first ([C, H, W]). A metric or the head compares two embeddings. The head maps
 * their absolute difference to a logit: a dense layer with ReLU, then a dense layer with one output.
 *
 * @param height height of the input in pixels
 * @param width width of the input in pixels
 * @param blocks the blocks of the trunk
 * @param batchNorm whether each convolution has no bias and is followed by batch normalization, before the ReLU
 * @param headHidden units of the first dense layer of the head; not used with a metric
 * @param scaling mapping from bytes to network inputs
 * @param fit fit of images to the input size
 * @param scorer the metric that compares two embeddings; empty for the learned head
 */
public record TwinDescription(
        int height,
        int width,
        List<ConvBlock> blocks,
        boolean batchNorm,
        int headHidden,
        InputScaling scaling,
        Fit fit,
        Optional<Metric> scorer)
        implements NetworkDescription {
    /** Channels of the input: red, green, blue. A grey image has three equal channels. */
    public static final int INPUT_CHANNELS = 3;
    /** Added to the variance in batch normalization. */
    public static final float BATCH_NORM_EPSILON = 1e-5f;

    /**
     * Creates the description, checks its sizes and copies the list. A null scorer, which JSON without the member
     * gives, means the learned head.
     */
    @SuppressWarnings("NullAway") // JSON without the member calls this with null.
    public TwinDescription {
        scorer = Objects.requireNonNullElse(scorer, Optional.empty());
        blocks = List.copyOf(blocks);
        int side = Math.min(height, width) >> blocks.size();
        Ranges.require(
                !blocks.isEmpty() && side >= 1 && Math.max(height, width) <= 4096 && headHidden >= 1,
                "input must be in " + (1 << blocks.size()) + "..4096 for " + blocks.size()
                        + " blocks and headHidden at least 1: " + height + "x" + width + ", " + headHidden);
        for (ConvBlock block : blocks) {
            Ranges.require(
                    block.channels() >= 1 && block.convolutions() >= 1,
                    "a block needs channels and convolutions: " + block);
        }
    }

    /** Creates a network with a learned head: {@code scorer} is empty. */
    public TwinDescription(
            int height,
            int width,
            List<ConvBlock> blocks,
            boolean batchNorm,
            int headHidden,
            InputScaling scaling,
            Fit fit) {
        this(height, width, blocks, batchNorm, headHidden, scaling, fit, Optional.empty());
    }

    /**
     * {@return VGG16 (Simonyan and Zisserman 2014, configuration D, without its dense layers) with a head of 512 units
     * and {@link Fit#LETTERBOX}} It has 17,075,009 parameters at 105×105.
     *
     * @param height height of the input in pixels
     * @param width width of the input in pixels
     * @param batchNorm whether to train with batch normalization
     * @param scaling mapping from bytes to network inputs
     */
    public static TwinDescription vgg16(int height, int width, boolean batchNorm, InputScaling scaling) {
        List<ConvBlock> blocks = List.of(
                new ConvBlock(64, 2),
                new ConvBlock(128, 2),
                new ConvBlock(256, 3),
                new ConvBlock(512, 3),
                new ConvBlock(512, 3));
        return new TwinDescription(height, width, blocks, batchNorm, 512, scaling, Fit.LETTERBOX);
    }

    /**
     * {@return a light network of five narrow blocks with a head of 64 units and {@link Fit#LETTERBOX}} It has about a
     * million parameters at 105×105. The parameters are those of {@link #vgg16}.
     */
    public static TwinDescription light(int height, int width, boolean batchNorm, InputScaling scaling) {
        List<ConvBlock> blocks = List.of(
                new ConvBlock(32, 1),
                new ConvBlock(64, 2),
                new ConvBlock(96, 2),
                new ConvBlock(160, 2),
                new ConvBlock(256, 1));
        return new TwinDescription(height, width, blocks, batchNorm, 64, scaling, Fit.LETTERBOX);
    }

    /**
     * {@return a copy with another fit}
     *
     * @param newFit fit of images to the input size
     */
    public TwinDescription withFit(Fit newFit) {
        return new TwinDescription(height, width, blocks, batchNorm, headHidden, scaling, newFit, scorer);
    }

    /**
     * {@return a copy with another scorer}
     *
     * @param newScorer the metric that compares two embeddings; empty for the learned head
     */
    public TwinDescription withScorer(Optional<Metric> newScorer) {
        return new TwinDescription(height, width, blocks, batchNorm, headHidden, scaling, fit, newScorer);
    }

    /** {@return a copy without batch normalization} */
    public TwinDescription withoutBatchNorm() {
        return new TwinDescription(height, width, blocks, false, headHidden, scaling, fit, scorer);
    }

    /**
     * {@return the preprocessing of images, the same in training and in use: the fit of the network, bicubic
     * interpolation and grey padding}
     */
    public Preprocessing preprocessing() {
        return Preprocessing.letterbox(width, height).withFit(fit);
    }

    /** {@return the number of channels of the trunk's output, which are those of the last block} */
    public int outputChannels() {
        return blocks.get(blocks.size() - 1).channels();
    }

    /** {@return the height of the trunk's output: that of the input, halved by each block and rounded down} */
    public int outputHeight() {
        return height >> blocks.size();
    }

    /** {@return the width of the trunk's output: that of the input, halved by each block and rounded down} */
    public int outputWidth() {
        return width >> blocks.size();
    }

    /** {@return channels × height × width of the trunk's output} */
    @Override
    public int embeddingDimension() {
        return outputChannels() * outputHeight() * outputWidth();
    }

    /**
     * A block of the trunk: 3×3 convolutions with ReLU, then 2×2 max pooling.
     *
     * @param channels output channels of each convolution
     * @param convolutions number of convolutions
     */
    public record ConvBlock(int channels, int convolutions) {}
}
