package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.training.WeightStorage;
import java.util.List;
import java.util.Optional;

/**
 * A twin network over the embeddings of a finished model over images, whose encoder becomes the first part of the new
 * one. Without a network over the embeddings it is the finished model itself.
 */
public record FrozenGraph(FrozenModel frozen, Optional<FeatureGraph> network) implements NetworkGraph<byte[]> {

    /** Checks that the network reads the embeddings of the model. */
    public FrozenGraph {
        if (network.isPresent() && network.get().inputs() != frozen.dimension()) {
            throw new IllegalArgumentException("the network must read " + frozen.dimension() + " values: "
                    + network.get().inputs());
        }
    }

    @Override
    public String inputName() {
        return OnnxWriter.IMAGE;
    }

    @Override
    public int dimension() {
        return network.map(FeatureGraph::dimension).orElse(frozen.dimension());
    }

    @Override
    public Optional<Metric> metric() {
        return network.isPresent()
                ? network.get().metric()
                : frozen.directory().metadata().metric();
    }

    @Override
    public List<DenseLayer> head() {
        return network.map(FeatureGraph::head).orElse(List.of());
    }

    @Override
    public ModelProto encoderFrame() {
        return frozen.encoderFrame();
    }

    @Override
    public ModelProto scorerFrame() {
        return network.isPresent() ? OnnxWriter.frame() : frozen.scorerFrame();
    }

    @Override
    public GraphProto encoder(WeightStorage storage) {
        GraphProto graph = frozen.encoder();
        if (network.isEmpty()) {
            return graph;
        }
        GraphBuilder joined = new GraphBuilder(JoinedGraph.beginning(graph));
        OnnxWriter.addEmbedding(joined, JoinedGraph.embedding(graph), network.get(), storage);
        return joined.build();
    }

    @Override
    public Optional<GraphProto> scorer(WeightStorage storage) {
        return network.isPresent() ? NetworkGraph.super.scorer(storage) : frozen.scorer();
    }

    /** Returns the storage of the finished model, followed by that of the trained layers if it differs. */
    @Override
    public String encoderStorage(WeightStorage storage) {
        String trained = NetworkGraph.super.encoderStorage(storage);
        boolean same = network.isEmpty() || trained.equals(frozen.storage());
        return same ? frozen.storage() : frozen.storage() + ", trained layers " + trained;
    }

    @Override
    public byte[][] parityInputs() {
        return new ParityImages(frozen.height(), frozen.width()).all();
    }

    @Override
    public void requireInputs(byte[][] images) {
        ImageGraph.requireImages(images, frozen.height() * frozen.width() * ImageGraph.CHANNELS);
    }

    @Override
    public OnnxTensor tensor(OrtEnvironment environment, byte[][] images) throws OrtException {
        return ImageGraph.tensor(environment, images, frozen.height(), frozen.width());
    }

    @Override
    public ModelMetadata.Input input(ModelDescription description) {
        return frozen.directory().metadata().input();
    }
}
