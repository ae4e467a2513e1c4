package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.training.WeightStorage;
import java.util.Map;
import java.util.Optional;

/**
 * What the export of a network over pictures and of one over feature vectors do differently.
 *
 * @param <S> a sample, as {@link TrainedNetwork} says
 */
interface SampleKind<S> {

    /** The name of the encoder's input. */
    String input();

    int embeddingSize();

    Optional<Metric> scorer();

    GraphProto encoder(WeightStorage storage);

    /** Empty if a metric is the scorer. */
    Optional<GraphProto> scorer(WeightStorage storage);

    /** Samples that exercise the network. */
    S[] probes();

    /**
     * Refuses samples of another size.
     *
     * @throws IllegalArgumentException if there is one
     */
    void requireFit(S[] samples);

    /** Samples as the encoder's input; the caller closes it. */
    OnnxTensor tensor(OrtEnvironment environment, S[] samples) throws OrtException;

    /**
     * The metadata of the encoder that tell how to use it, by key with prefix; the caller's to add to.
     *
     * @throws IllegalArgumentException if the description is not one of such a network
     */
    Map<String, String> metadata(String encoderId, ModelDescription description);
}
