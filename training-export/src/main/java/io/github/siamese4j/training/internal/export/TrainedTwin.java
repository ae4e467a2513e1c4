package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.export.ConvLayer.BatchNorm;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A trained network, both as the graph to export and as the reference the export is checked against. Not thread-safe.
 */
public final class TrainedTwin implements ReferenceNetwork, AutoCloseable {

    private final TwinWeights weights;
    private final TwinInference engine;

    /**
     * Loads weights into the training engine.
     *
     * @param weights the weights
     */
    public TrainedTwin(TwinWeights weights) {
        this.weights = weights;
        this.engine = TwinInference.of(weights);
    }

    /**
     * The network as it is exported: batch normalization folded into the convolutions.
     *
     * @return the graph
     */
    public TwinGraph graph() {
        TwinDescription description = weights.description();
        List<List<ConvLayer>> blocks = new ArrayList<>();
        int in = TwinDescription.INPUT_CHANNELS;
        for (int b = 1; b <= description.blocks().size(); b++) {
            ConvBlock block = description.blocks().get(b - 1);
            List<ConvLayer> layers = new ArrayList<>();
            for (int c = 1; c <= block.convolutions(); c++) {
                layers.add(convolution(b, c, in, block.channels()));
                in = block.channels();
            }
            blocks.add(layers);
        }
        return new TwinGraph(
                description.height(),
                description.width(),
                description.scaling(),
                blocks,
                description.scorer(),
                description.hasHead()
                        ? List.of(
                                dense("head.hidden", description.embeddingLength(), description.headHidden()),
                                dense("head.output", description.headHidden(), 1))
                        : List.of());
    }

    private ConvLayer convolution(int block, int convolution, int in, int out) {
        String name = TwinDescription.convName(block, convolution);
        if (!weights.description().batchNorm()) {
            return new ConvLayer(in, out, values(name + ".weight"), values(name + ".bias"));
        }
        String norm = TwinDescription.normName(block, convolution);
        return ConvLayer.fold(
                new ConvLayer(in, out, values(name + ".weight"), new float[out]),
                new BatchNorm(
                        values(norm + ".gamma"),
                        values(norm + ".beta"),
                        values(norm + ".mean"),
                        values(norm + ".variance"),
                        TwinDescription.BATCH_NORM_EPSILON));
    }

    private DenseLayer dense(String name, int in, int out) {
        return new DenseLayer(in, out, values(name + ".weight"), values(name + ".bias"));
    }

    private float[] values(String name) {
        return weights.tensor(name).values();
    }

    @Override
    public float[][] embed(byte[][] pictures) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(pictures.length * pictures[0].length);
        for (byte[] picture : pictures) {
            pixels.put(picture);
        }
        return engine.embed(pixels.flip(), pictures.length, TwinDescription.INPUT_CHANNELS);
    }

    @Override
    public float[] score(float[][] left, float[][] right) {
        return engine.scores(left, right);
    }

    @Override
    public void close() {
        engine.close();
    }
}
