package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.siamese4j.training.FeatureTwin;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The forward pass of a twin network over feature vectors. All arrays it returns belong to the manager of the input. It
 * has no state and is safe for use by several threads.
 */
public final class FeatureNetwork {
    private final FeatureTwin twin;

    /**
     * Creates the forward pass of a network.
     *
     * @param twin the network
     */
    public FeatureNetwork(FeatureTwin twin) {
        this.twin = twin;
    }

    /**
     * Feature vectors to embeddings. In training each output of a dense layer is set to 0 with the probability of the
     * dropout and the others are divided by the probability to be kept (Srivastava et al. 2014), so that their mean
     * stays. What is dropped depends on nothing but the seed and the number of vectors.
     *
     * @param features float32 [N, F]
     * @param parameters gives a parameter by name
     * @param training whether to drop outputs
     * @param dropoutSeed what decides which ones: another one for each step; of no meaning without training
     * @return float32 [N, D], never negative
     */
    public NDArray embed(NDArray features, Function<String, NDArray> parameters, boolean training, long dropoutSeed) {
        NDArray x = standardized(features, parameters);
        SplittableRandom seeds = new SplittableRandom(dropoutSeed);
        for (int layer = 1; layer <= twin.widths().size(); layer++) {
            String name = FeatureTwin.denseName(layer);
            NDArray weight = parameters.apply(name + ".weight");
            NDArray bias = parameters.apply(name + ".bias");
            x = then(x, Linear.linear(x, weight, bias).singletonOrThrow());
            x = then(x, Activation.relu(x));
            if (training && twin.dropout() > 0) {
                // Not closed: the engine reads the mask in Java's memory again for the gradient.
                NDArray mask = x.getManager().create(mask(x.getShape(), seeds.split()), x.getShape());
                x = then(x, x.mul(mask));
            }
        }
        return x;
    }

    private NDArray standardized(NDArray features, Function<String, NDArray> parameters) {
        if (!twin.standardize()) {
            // Into memory of the engine's own, as FloatTensor.copyTo says why.
            return features.duplicate();
        }
        NDArray centred = features.sub(parameters.apply(FeatureTwin.MEAN));
        return then(centred, centred.div(parameters.apply(FeatureTwin.DEVIATION)));
    }

    private float[] mask(Shape shape, SplittableRandom random) {
        float[] mask = new float[(int) shape.size()];
        float kept = (float) (1 / (1 - twin.dropout()));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < twin.dropout() ? 0 : kept;
        }
        return mask;
    }

    private static NDArray then(NDArray done, NDArray next) {
        done.close();
        return next;
    }
}
