package io.github.siamese4j.training.golden;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.json.ScorerJson;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small networks over feature vectors, and vectors whose features differ in scale by orders of magnitude. */
public final class FeatureTwins {

    public static final int FEATURES = 11;

    /** HOG of an 8×8 image with one cell of 11 directions. */
    public static final String DESCRIPTION = new FeatureDescription(
                    Preprocessing.letterbox(8, 8),
                    Optional.of(new FeatureDescription.Hog(8, 1, FEATURES)),
                    Optional.empty())
            .text();

    private FeatureTwins() {}

    public static FeatureTwin twin(String scorer, boolean standardize) {
        return new FeatureTwin(
                FEATURES, List.of(9, 7, 6), 0.1, standardize, false, ScorerJson.parse(scorer), 5, DESCRIPTION);
    }

    /** Returns random weights with biases other than 0 and statistics that fit {@link #vectors}. */
    public static TwinWeights weights(FeatureTwin twin, long seed) {
        Random random = new Random(seed);
        float[] mean = new float[twin.inputs()];
        float[] deviation = new float[twin.inputs()];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = scale(i) * (i - 3);
            deviation[i] = scale(i) * (1 + i % 3);
        }
        Map<String, FloatTensor> tensors = TwinParameters.initialize(twin, seed, new Standardization(mean, deviation));
        for (ParameterSpec spec : ParameterSpec.of(twin)) {
            if (spec.kind() == Kind.BIAS) {
                tensors.put(spec.name(), random(random, spec.shape()));
            }
        }
        return new TwinWeights(twin, tensors);
    }

    public static float[][] vectors(FeatureTwin twin, int count, long seed) {
        Random random = new Random(seed);
        float[][] vectors = new float[count][twin.inputs()];
        for (float[] vector : vectors) {
            for (int i = 0; i < vector.length; i++) {
                float size = twin.standardize() ? scale(i) : 1;
                vector[i] = (float) (size * (i - 3 + 2 * random.nextGaussian()));
            }
        }
        return vectors;
    }

    private static float scale(int feature) {
        return (float) Math.pow(10, feature % 7 - 4);
    }

    private static FloatTensor random(Random random, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.3 * random.nextGaussian());
        }
        return new FloatTensor(shape, values);
    }
}
