package io.github.siamese4j.training.internal.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.internal.data.Standardization;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Samples are feature vectors. */
record FeatureKind(FeatureGraph graph) implements SampleKind<float[]> {

    private static final int PROBES = 8;

    @Override
    public String input() {
        return OnnxWriter.FEATURES;
    }

    @Override
    public int embeddingSize() {
        return graph.embeddingSize();
    }

    @Override
    public Optional<Metric> scorer() {
        return graph.scorer();
    }

    @Override
    public GraphProto encoder(WeightStorage storage) {
        return OnnxWriter.encoder(graph, storage);
    }

    @Override
    public Optional<GraphProto> scorer(WeightStorage storage) {
        return graph.head().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        OnnxWriter.scorer(graph.head().get(0), graph.head().get(1), storage));
    }

    /** The mean of all features, then vectors as far from it as those of the training are, up to three times as far. */
    @Override
    public float[][] probes() {
        Standardization statistics = graph.standardization().orElseGet(() -> Standardization.none(graph.inputs()));
        Random random = new Random(105);
        float[][] probes = new float[PROBES][graph.inputs()];
        for (int p = 0; p < PROBES; p++) {
            double spread = 3.0 * p / (PROBES - 1);
            for (int i = 0; i < graph.inputs(); i++) {
                probes[p][i] = (float) (statistics.mean()[i]
                        + spread * random.nextGaussian() * statistics.deviation()[i]);
            }
        }
        return probes;
    }

    @Override
    public void requireFit(float[][] vectors) {
        for (float[] vector : vectors) {
            if (vector.length != graph.inputs()) {
                throw new IllegalArgumentException(
                        "vectors must have " + graph.inputs() + " features each: " + vector.length);
            }
        }
    }

    @Override
    public OnnxTensor tensor(OrtEnvironment environment, float[][] vectors) throws OrtException {
        return TwinSession.rows(environment, vectors, graph.inputs());
    }

    @Override
    public Map<String, String> metadata(String encoderId, ModelDescription description) {
        if (description.preprocessing().isPresent()) {
            throw new IllegalArgumentException("preprocessing must not be given for a network over features: "
                    + description.preprocessing().get());
        }
        return new ModelMetadata(
                        encoderId,
                        description.name(),
                        new ModelMetadata.Features(graph.features().map(FeatureDescription::parse)),
                        scorer(),
                        description.threshold())
                .entries();
    }
}
