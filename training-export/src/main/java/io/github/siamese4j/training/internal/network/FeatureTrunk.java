package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.siamese4j.training.FeatureTwin;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The trunk over feature vectors. It has no state and is safe for use by several threads. */
final class FeatureTrunk implements TrunkNetwork {
    private final FeatureTwin twin;

    FeatureTrunk(FeatureTwin twin) {
        this.twin = twin;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Dropout sets each output of a dense layer to 0 with the given probability and divides the others by the
     * probability of keeping them (Srivastava et al. 2014), which preserves the mean. The mask depends on the seed and
     * the number of vectors only.
     */
    @Override
    public NDArray embed(NDArray features, Function<String, NDArray> parameters, boolean training, long seed) {
        NDArray x = standardized(features, parameters);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int layer = 1; layer <= twin.widths().size(); layer++) {
            String name = ParameterNames.dense(layer);
            x = TrunkNetwork.then(x, TwinHead.dense(x, name, parameters));
            if (twin.linearOutput() && layer == twin.widths().size()) {
                return x;
            }
            x = TrunkNetwork.then(x, Activation.relu(x));
            if (training && twin.dropout() > 0) {
                // Not closed, because the gradient reads the mask again.
                NDArray mask = x.getManager().create(mask(x.getShape(), seeds.split()), x.getShape());
                x = TrunkNetwork.then(x, x.mul(mask));
            }
        }
        return x;
    }

    private NDArray standardized(NDArray features, Function<String, NDArray> parameters) {
        if (!twin.standardize()) {
            // A copy in memory of the engine, see FloatTensor.copyTo.
            return features.duplicate();
        }
        NDArray centred = features.sub(parameters.apply(ParameterNames.MEAN));
        return TrunkNetwork.then(centred, centred.div(parameters.apply(ParameterNames.DEVIATION)));
    }

    private float[] mask(Shape shape, SplittableRandom random) {
        float[] mask = new float[(int) shape.size()];
        float kept = (float) (1 / (1 - twin.dropout()));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < twin.dropout() ? 0 : kept;
        }
        return mask;
    }
}
