package io.github.siamese4j.training;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import io.github.siamese4j.training.internal.network.TwinHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a twin network looks like. The trunk turns a picture into an embedding: blocks of 3×3 convolutions (padding 1)
 * with ReLU and 2×2 max pooling, flattened channel first ([C, H, W]). The head turns the absolute difference of two
 * embeddings into a logit: dense with ReLU, dense to one.
 *
 * @param height rows of the input picture
 * @param width columns of the input picture
 * @param blocks the blocks of the trunk
 * @param batchNorm whether each convolution is without bias and followed by batch normalization (before the ReLU)
 * @param headHidden units of the first dense layer of the head
 * @param scaling how bytes become numbers
 * @param fit how pictures are brought to the input size
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
    /** Channels of the input: red, green, blue. A grey picture has three equal ones. */
    public static final int INPUT_CHANNELS = 3;
    /** Added to the variance in batch normalization. */
    public static final float BATCH_NORM_EPSILON = 1e-5f;

    /**
     * Checks the sizes and copies the list.
     *
     * @param height rows of the input picture
     * @param width columns of the input picture
     * @param blocks the blocks of the trunk
     * @param batchNorm whether each convolution is without bias and followed by batch normalization (before the ReLU)
     * @param headHidden units of the first dense layer of the head
     * @param scaling how bytes become numbers
     * @param fit how pictures are brought to the input size
     * @param scorer the metric that compares two embeddings; empty, or null from JSON without the member, for the
     *     learned head
     */
    @SuppressWarnings("NullAway") // JSON without the member calls this with null.
    public TwinDescription {
        scorer = Objects.requireNonNullElse(scorer, Optional.empty());
        blocks = List.copyOf(blocks);
        int side = Math.min(height, width) >> blocks.size();
        if (blocks.isEmpty() || side < 1 || Math.max(height, width) > 4096 || headHidden < 1) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "input must be in " + (1 << blocks.size()) + "..4096 for " + blocks.size()
                            + " blocks and headHidden at least 1: " + height + "x" + width + ", " + headHidden);
        }
        for (ConvBlock block : blocks) {
            if (block.channels() < 1 || block.convolutions() < 1) {
                throw new TrainingException(Code.CONFIG_INVALID, "a block needs channels and convolutions: " + block);
            }
        }
    }

    /**
     * A network with a head.
     *
     * @param height rows of the input picture
     * @param width columns of the input picture
     * @param blocks the blocks of the trunk
     * @param batchNorm whether each convolution is without bias and followed by batch normalization (before the ReLU)
     * @param headHidden units of the first dense layer of the head
     * @param scaling how bytes become numbers
     * @param fit how pictures are brought to the input size
     */
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
     * VGG16 (Simonyan and Zisserman 2014, configuration D, without its dense layers) and a head of 512: 17,075,009
     * parameters at 105×105.
     *
     * @param height rows of the input picture
     * @param width columns of the input picture
     * @param batchNorm whether to train with batch normalization
     * @param scaling how bytes become numbers
     * @return the description, with {@link Fit#LETTERBOX}
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
     * A light network: five narrow blocks and a head of 64, about a million parameters at 105×105.
     *
     * @param height rows of the input picture
     * @param width columns of the input picture
     * @param batchNorm whether to train with batch normalization
     * @param scaling how bytes become numbers
     * @return the description, with {@link Fit#LETTERBOX}
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
     * The same network with another fit.
     *
     * @param newFit how pictures are brought to the input size
     * @return a copy
     */
    public TwinDescription withFit(Fit newFit) {
        return new TwinDescription(height, width, blocks, batchNorm, headHidden, scaling, newFit, scorer);
    }

    /**
     * Returns a copy with another scorer.
     *
     * @param newScorer the metric that compares two embeddings; empty for the learned head
     * @return the copy
     */
    public TwinDescription withScorer(Optional<Metric> newScorer) {
        return new TwinDescription(height, width, blocks, batchNorm, headHidden, scaling, fit, newScorer);
    }

    /**
     * How pictures are brought to the input size, in training as in use.
     *
     * @return the fit of the network, with bicubic interpolation and grey bars
     */
    public Preprocessing preprocessing() {
        return Preprocessing.letterbox(width, height).withFit(fit);
    }

    /**
     * Channels of the trunk's output.
     *
     * @return the channels of the last block
     */
    public int outputChannels() {
        return blocks.get(blocks.size() - 1).channels();
    }

    /**
     * Rows of the trunk's output.
     *
     * @return height halved by each block, rounded down
     */
    public int outputHeight() {
        return height >> blocks.size();
    }

    /**
     * Columns of the trunk's output.
     *
     * @return width halved by each block, rounded down
     */
    public int outputWidth() {
        return width >> blocks.size();
    }

    /**
     * The length of an embedding.
     *
     * @return channels × rows × columns of the trunk's output
     */
    @Override
    public int embeddingLength() {
        return outputChannels() * outputHeight() * outputWidth();
    }

    /**
     * All parameters, from input to output.
     *
     * @return names, shapes (convolutions [out, in, 3, 3], dense layers [out, in]) and roles
     */
    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        int in = INPUT_CHANNELS;
        for (int b = 1; b <= blocks.size(); b++) {
            ConvBlock block = blocks.get(b - 1);
            int out = block.channels();
            for (int c = 1; c <= block.convolutions(); c++) {
                String conv = convName(b, c);
                specs.add(new ParameterSpec(conv + ".weight", new Shape(out, in, 3, 3), Kind.WEIGHT));
                if (batchNorm) {
                    String norm = normName(b, c);
                    specs.add(new ParameterSpec(norm + ".gamma", new Shape(out), Kind.SCALE));
                    specs.add(new ParameterSpec(norm + ".beta", new Shape(out), Kind.BIAS));
                    specs.add(new ParameterSpec(norm + ".mean", new Shape(out), Kind.MEAN));
                    specs.add(new ParameterSpec(norm + ".variance", new Shape(out), Kind.VARIANCE));
                } else {
                    specs.add(new ParameterSpec(conv + ".bias", new Shape(out), Kind.BIAS));
                }
                in = out;
            }
        }
        if (hasHead()) {
            specs.addAll(TwinHead.parameters(embeddingLength(), headHidden));
        }
        return List.copyOf(specs);
    }

    /**
     * The name of a convolution.
     *
     * @param block the block, from 1
     * @param convolution the convolution in it, from 1
     * @return the prefix of its parameters' names
     */
    public static String convName(int block, int convolution) {
        return "trunk.block" + block + ".conv" + convolution;
    }

    /**
     * The name of a batch normalization.
     *
     * @param block the block, from 1
     * @param convolution the convolution it follows, from 1
     * @return the prefix of its parameters' names
     */
    public static String normName(int block, int convolution) {
        return "trunk.block" + block + ".norm" + convolution;
    }

    /**
     * A block of the trunk: 3×3 convolutions with ReLU, then 2×2 max pooling.
     *
     * @param channels output channels of each convolution
     * @param convolutions number of convolutions
     */
    public record ConvBlock(int channels, int convolutions) {}
}
