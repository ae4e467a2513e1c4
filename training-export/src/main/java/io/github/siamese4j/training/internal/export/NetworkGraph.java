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
import java.util.Locale;
import java.util.Optional;

/**
 * A twin network as it is used for inference, independent of the engine that trained it. An input {@code byte[]} is an
 * image of {@code height × width × 3} RGB samples in the order row, column, channel, not scaled; {@code float[]} is a
 * feature vector, not standardized.
 */
public sealed interface NetworkGraph<S> permits ImageGraph, FeatureGraph, FrozenGraph {

    /** Returns the name of the encoder's input. */
    String inputName();

    /** Returns the dimension of an embedding. */
    int dimension();

    /** Returns the metric that compares two embeddings; empty for a head. */
    Optional<Metric> metric();

    /** Returns the layers {@code hidden} and {@code output} of the head; no layers with a metric. */
    List<DenseLayer> head();

    /** Returns what the file of the encoder needs beside graph and metadata. */
    default ModelProto encoderFrame() {
        return OnnxWriter.frame();
    }

    /** Returns what the file of the scorer needs beside graph and metadata. */
    default ModelProto scorerFrame() {
        return OnnxWriter.frame();
    }

    /** Returns the ONNX graph of the encoder. */
    GraphProto encoder(WeightStorage storage);

    /** Returns the ONNX graph of the head; empty with a metric. */
    default Optional<GraphProto> scorer(WeightStorage storage) {
        return head().isEmpty()
                ? Optional.empty()
                : Optional.of(OnnxWriter.scorer(head().get(0), head().get(1), storage));
    }

    /** Returns the entry {@code storage} of the encoder's file. */
    default String encoderStorage(WeightStorage storage) {
        return storage.name().toLowerCase(Locale.ROOT);
    }

    /** Returns generated inputs that exercise the network. */
    S[] parityInputs();

    /** Throws IllegalArgumentException if an input has another size than the network reads. */
    void requireInputs(S[] inputs);

    /** Returns the given inputs as a tensor; the caller closes it. */
    OnnxTensor tensor(OrtEnvironment environment, S[] inputs) throws OrtException;

    /**
     * Returns the part of the metadata that describes the input. Throws IllegalArgumentException if the description
     * does not fit the network.
     */
    ModelMetadata.Input input(ModelDescription description);

    /**
     * Checks that the first layer reads the given number of values and each other layer what the one before it writes.
     * Returns the number of values that the last layer writes.
     */
    static int requireChain(List<DenseLayer> layers, int values) {
        int read = values;
        for (DenseLayer layer : layers) {
            if (layer.inputs() != read) {
                throw new IllegalArgumentException(layer + " must read " + read + " values");
            }
            read = layer.outputs();
        }
        return read;
    }

    /** Checks that there is either a metric or a head of two layers that reads embeddings and writes one value. */
    static void requireHead(Optional<Metric> metric, List<DenseLayer> head, int dimension) {
        if (head.size() != (metric.isEmpty() ? 2 : 0)) {
            throw new IllegalArgumentException("head must be two layers without a metric and none with one: " + head);
        }
        if (requireChain(head, dimension) != 1 && !head.isEmpty()) {
            throw new IllegalArgumentException("head must end in 1 value: " + head.get(1));
        }
    }
}
