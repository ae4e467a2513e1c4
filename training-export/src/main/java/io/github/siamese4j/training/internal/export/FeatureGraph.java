package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.WeightChecks.requireValues;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.internal.model.ModelMetadata;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.network.ParameterNames;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A twin network over feature vectors. The encoder computes {@code (x − mean) / deviation} if features are
 * standardized, then dense layers, each followed by ReLU, but for the last if it is linear. Embeddings are compared as
 * in {@link ImageGraph}. The optional text describes the computation of features from an image, as the core library
 * reads it.
 */
public record FeatureGraph(
        Optional<Standardization> standardization,
        List<DenseLayer> layers,
        boolean linearOutput,
        Optional<Metric> metric,
        List<DenseLayer> head,
        Optional<String> features)
        implements NetworkGraph<float[]> {

    private static final int PARITY_INPUTS = 8;

    /** Checks that each part reads what the one before it writes. */
    public FeatureGraph {
        layers = List.copyOf(layers);
        head = List.copyOf(head);
        if (layers.isEmpty() && head.isEmpty()) {
            throw new IllegalArgumentException("there must be layers or a head");
        }
        standardization.ifPresent(statistics -> {
            requireValues("mean", statistics.mean(), statistics.mean().length);
            requireValues("deviation", statistics.deviation(), statistics.mean().length);
        });
        int inputs = (layers.isEmpty() ? head : layers).get(0).inputs();
        int values = standardization.map(statistics -> statistics.mean().length).orElse(inputs);
        NetworkGraph.requireHead(metric, head, NetworkGraph.requireChain(layers, values));
    }

    /** Returns the graph of a trained network, without dropout. */
    static FeatureGraph of(TwinWeights weights) {
        FeatureTwin twin = weights.network().overFeatures();
        List<DenseLayer> layers = new ArrayList<>();
        for (int layer = 1; layer <= twin.widths().size(); layer++) {
            int in = layer == 1 ? twin.inputs() : twin.widths().get(layer - 2);
            layers.add(DenseLayer.of(
                    weights, ParameterNames.dense(layer), in, twin.widths().get(layer - 1)));
        }
        Optional<Standardization> standardization = twin.standardize()
                ? Optional.of(new Standardization(
                        weights.tensor(ParameterNames.MEAN).values(),
                        weights.tensor(ParameterNames.DEVIATION).values()))
                : Optional.empty();
        return new FeatureGraph(
                standardization,
                layers,
                twin.linearOutput(),
                twin.scorer(),
                DenseLayer.head(weights),
                Optional.ofNullable(twin.featureDescription()));
    }

    /** Returns the number of features. */
    public int inputs() {
        return (layers.isEmpty() ? head : layers).get(0).inputs();
    }

    @Override
    public String inputName() {
        return OnnxWriter.FEATURES;
    }

    @Override
    public int dimension() {
        return layers.isEmpty() ? inputs() : layers.get(layers.size() - 1).outputs();
    }

    @Override
    public GraphProto encoder(WeightStorage storage) {
        return OnnxWriter.encoder(this, storage);
    }

    /** Returns the mean of all features, then random vectors at up to three deviations from it. */
    @Override
    public float[][] parityInputs() {
        Standardization statistics = standardization.orElseGet(() -> Standardization.none(inputs()));
        Random random = new Random(105);
        float[][] vectors = new float[PARITY_INPUTS][inputs()];
        for (int v = 0; v < PARITY_INPUTS; v++) {
            double spread = 3.0 * v / (PARITY_INPUTS - 1);
            for (int i = 0; i < inputs(); i++) {
                vectors[v][i] = (float) (statistics.mean()[i]
                        + spread * random.nextGaussian() * statistics.deviation()[i]);
            }
        }
        return vectors;
    }

    @Override
    public void requireInputs(float[][] vectors) {
        for (float[] vector : vectors) {
            if (vector.length != inputs()) {
                throw new IllegalArgumentException(
                        "vectors must have " + inputs() + " features each: " + vector.length);
            }
        }
    }

    @Override
    public OnnxTensor tensor(OrtEnvironment environment, float[][] vectors) throws OrtException {
        return OnnxTensor.createTensor(environment, vectors);
    }

    @Override
    public ModelMetadata.Input input(ModelDescription description) {
        if (description.preprocessing().isPresent()) {
            throw new IllegalArgumentException("preprocessing must not be given for a network over features: "
                    + description.preprocessing().get());
        }
        return new ModelMetadata.Features(features.map(FeatureDescription::parse));
    }
}
