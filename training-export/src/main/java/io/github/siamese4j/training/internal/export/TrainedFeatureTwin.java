package io.github.siamese4j.training.internal.export;

import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A trained network over feature vectors, both as the graph to export and as the reference the export is checked
 * against. Not thread-safe.
 */
public final class TrainedFeatureTwin implements TrainedNetwork<float[]>, AutoCloseable {

    private final TwinWeights weights;
    private final TwinInference engine;

    /**
     * Loads weights into the training engine.
     *
     * @param weights the weights
     * @throws io.github.siamese4j.training.TrainingException if they are those of a network over pictures
     */
    public TrainedFeatureTwin(TwinWeights weights) {
        this.weights = weights;
        this.engine = TwinInference.of(weights);
    }

    /**
     * The network as it is exported: without dropout.
     *
     * @return the graph
     */
    public FeatureGraph graph() {
        FeatureTwin twin = weights.network().overFeatures();
        List<DenseLayer> layers = new ArrayList<>();
        int in = twin.inputs();
        for (int layer = 1; layer <= twin.widths().size(); layer++) {
            int out = twin.widths().get(layer - 1);
            layers.add(dense(FeatureTwin.denseName(layer), in, out));
            in = out;
        }
        Optional<Standardization> standardization = twin.standardize()
                ? Optional.of(new Standardization(values(FeatureTwin.MEAN), values(FeatureTwin.DEVIATION)))
                : Optional.empty();
        List<DenseLayer> head = twin.hasHead()
                ? List.of(dense("head.hidden", in, twin.headHidden()), dense("head.output", twin.headHidden(), 1))
                : List.of();
        return new FeatureGraph(
                standardization, layers, twin.scorer(), head, Optional.ofNullable(twin.featureDescription()));
    }

    private DenseLayer dense(String name, int in, int out) {
        return new DenseLayer(in, out, values(name + ".weight"), values(name + ".bias"));
    }

    private float[] values(String name) {
        return weights.tensor(name).values();
    }

    @Override
    public float[][] embed(float[][] vectors) {
        return engine.embed(vectors);
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
