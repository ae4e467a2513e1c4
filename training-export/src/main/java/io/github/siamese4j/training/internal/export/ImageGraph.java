package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.WeightChecks.requirePositive;
import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.internal.network.ParameterNames;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A twin network over images.
 *
 * <p>The encoder maps RGB pixels {@code [height, width, 3]} to an embedding. It scales them, applies blocks of
 * convolutions and flattens the result in the order channel, row, column. Each block ends in 2×2 max pooling with
 * stride 2 and no padding, which drops an odd last row or column. Either a metric or a head of the layers
 * {@code hidden} and {@code output} maps two embeddings to a score; the head computes
 * {@code sigmoid(output(relu(hidden(|left − right|))))}.
 *
 * <p>VGG16 has blocks of 64×2, 128×2, 256×3, 512×3 and 512×3 channels (Simonyan and Zisserman 2014, arXiv:1409.1556);
 * light networks have fewer or narrower blocks.
 */
public record ImageGraph(
        int height,
        int width,
        InputScaling scaling,
        List<List<ConvLayer>> blocks,
        Optional<Metric> metric,
        List<DenseLayer> head)
        implements NetworkGraph<byte[]> {

    /** Samples per pixel: red, green, blue. */
    static final int CHANNELS = 3;

    /** Checks that each layer reads what the one before it writes, and that pooling leaves at least one position. */
    public ImageGraph {
        requirePositive("height", height);
        requirePositive("width", width);
        requireNonNull(scaling, "scaling");
        blocks = blocks.stream().map(List::copyOf).toList();
        head = List.copyOf(head);
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
        NetworkGraph.requireHead(metric, head, channels * rows * columns);
    }

    /** Returns the graph of a trained network, with batch normalization folded into the convolutions. */
    static ImageGraph of(TwinWeights trained) {
        TwinWeights weights = trained.folded();
        TwinDescription description = weights.description();
        List<List<ConvLayer>> blocks = new ArrayList<>();
        int in = CHANNELS;
        for (int b = 1; b <= description.blocks().size(); b++) {
            ConvBlock block = description.blocks().get(b - 1);
            List<ConvLayer> layers = new ArrayList<>();
            for (int c = 1; c <= block.convolutions(); c++) {
                String name = ParameterNames.conv(b, c);
                layers.add(new ConvLayer(
                        in,
                        block.channels(),
                        weights.tensor(name + ".weight").values(),
                        weights.tensor(name + ".bias").values()));
                in = block.channels();
            }
            blocks.add(layers);
        }
        return new ImageGraph(
                description.height(),
                description.width(),
                description.scaling(),
                blocks,
                description.scorer(),
                DenseLayer.head(weights));
    }

    @Override
    public String inputName() {
        return OnnxWriter.IMAGE;
    }

    /** Returns channels × rows × columns after the last block; 4608 for VGG16 at 105×105. */
    @Override
    public int dimension() {
        List<ConvLayer> last = blocks.get(blocks.size() - 1);
        return last.get(last.size() - 1).outputChannels() * (height >> blocks.size()) * (width >> blocks.size());
    }

    @Override
    public GraphProto encoder(WeightStorage storage) {
        return OnnxWriter.encoder(this, storage);
    }

    @Override
    public byte[][] parityInputs() {
        return new ParityImages(height, width).all();
    }

    @Override
    public void requireInputs(byte[][] images) {
        requireImages(images, imageSize());
    }

    @Override
    public OnnxTensor tensor(OrtEnvironment environment, byte[][] images) throws OrtException {
        return tensor(environment, images, height, width);
    }

    /** Returns images of a size as a tensor {@code [N, H, W, 3]}; the caller closes it. */
    static OnnxTensor tensor(OrtEnvironment environment, byte[][] images, int height, int width) throws OrtException {
        ByteBuffer samples = ByteBuffer.allocateDirect(
                Math.toIntExact(Math.multiplyExact((long) images.length * CHANNELS, (long) height * width)));
        for (byte[] image : images) {
            samples.put(image);
        }
        long[] shape = {images.length, height, width, CHANNELS};
        return OnnxTensor.createTensor(environment, samples.flip(), shape, OnnxJavaType.UINT8);
    }

    /** Requires images of a size. */
    static void requireImages(byte[][] images, int size) {
        for (byte[] image : images) {
            if (image.length != size) {
                throw new IllegalArgumentException("images must have " + size + " bytes each: " + image.length);
            }
        }
    }

    @Override
    public ModelMetadata.Input input(ModelDescription description) {
        Preprocessing preprocessing = description
                .preprocessing()
                .orElseThrow(
                        () -> new IllegalArgumentException("preprocessing must be given for a network over images"));
        if (preprocessing.width() != width || preprocessing.height() != height) {
            throw new IllegalArgumentException("preprocessing must have the network's size, " + width + "×" + height
                    + " (width × height): " + preprocessing.width() + "×" + preprocessing.height());
        }
        return new ModelMetadata.Pictures(preprocessing.fit(), preprocessing.interpolation(), preprocessing.padding());
    }

    private int imageSize() {
        return height * width * CHANNELS;
    }
}
