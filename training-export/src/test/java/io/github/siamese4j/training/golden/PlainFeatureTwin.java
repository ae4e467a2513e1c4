package io.github.siamese4j.training.golden;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.internal.export.InferenceNetwork;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A twin over feature vectors, computed by the definitions in double precision. Its weights can be changed to measure
 * gradients.
 */
public final class PlainFeatureTwin implements InferenceNetwork<float[]> {

    private final FeatureTwin twin;
    private final Map<String, double[]> weights = new TreeMap<>();

    public PlainFeatureTwin(TwinWeights weights) {
        this.twin = weights.network().overFeatures();
        weights.tensors().forEach((name, tensor) -> this.weights.put(name, doubles(tensor)));
    }

    /** Returns the weights by name, not a copy. */
    public Map<String, double[]> weights() {
        return weights;
    }

    public double[] embed(float[] features) {
        double[] x = new double[features.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = twin.standardize()
                    ? (features[i] - of("input.mean")[i]) / of("input.deviation")[i]
                    : (double) features[i];
        }
        for (int layer = 1; layer <= twin.widths().size(); layer++) {
            x = dense("trunk.dense" + layer, x);
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.max(0, x[i]);
            }
        }
        return x;
    }

    /** Returns the value that a loss compares with 1 and 0: the cosine, 1 / (1 + d), or the logit. */
    public double value(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        double squares = 0;
        double sum = 0;
        double[] distance = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
            distance[i] = Math.abs(a[i] - b[i]);
            squares += distance[i] * distance[i];
            sum += distance[i];
        }
        if (twin.hasHead()) {
            double[] hidden = dense("head.hidden", distance);
            Arrays.setAll(hidden, i -> Math.max(0, hidden[i]));
            return dense("head.output", hidden)[0];
        }
        return switch (twin.scorer().get()) {
            case COSINE -> aa * bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
            case EUCLIDEAN -> 1 / (1 + Math.sqrt(squares));
            case MANHATTAN -> 1 / (1 + sum);
        };
    }

    @Override
    public float[][] embed(float[][] samples) {
        return Arrays.stream(samples).map(sample -> floats(embed(sample))).toArray(float[][]::new);
    }

    @Override
    public float[] score(float[][] left, float[][] right) {
        float[] scores = new float[left.length];
        for (int i = 0; i < scores.length; i++) {
            double value = value(doubles(left[i]), doubles(right[i]));
            scores[i] = (float)
                    (twin.hasHead()
                            ? 1 / (1 + Math.exp(-value))
                            : twin.scorer().get() == Metric.COSINE ? (1 + value) / 2 : value);
        }
        return scores;
    }

    private double[] dense(String name, double[] x) {
        double[] w = of(name + ".weight");
        double[] y = of(name + ".bias").clone();
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[] of(String name) {
        return requireNonNull(weights.get(name), name);
    }

    private static double[] doubles(FloatTensor tensor) {
        return doubles(tensor.values());
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        Arrays.setAll(copy, i -> values[i]);
        return copy;
    }

    private static float[] floats(double[] values) {
        float[] copy = new float[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (float) values[i];
        }
        return copy;
    }
}
