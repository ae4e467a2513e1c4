package io.github.siamese4j.training.internal.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The parameters of a twin network in the training engine, by name. They hold native memory until closed. Not
 * thread-safe.
 */
public final class TwinParameters implements AutoCloseable {
    /** Stops DJL from reporting its use to its makers. */
    private static final String NO_TRACKING = "OPT_OUT_TRACKING";

    private final NetworkDescription network;
    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    private TwinParameters(NetworkDescription network, Map<String, FloatTensor> values, Device device) {
        this.network = network;
        if (System.getProperty(NO_TRACKING) == null) {
            System.setProperty(NO_TRACKING, "true");
        }
        this.manager = NDManager.newBaseManager(device, "PyTorch");
        try {
            for (ParameterSpec spec : ParameterSpec.of(network)) {
                FloatTensor tensor = values.get(spec.name());
                if (tensor == null || !tensor.shape().equals(spec.shape())) {
                    throw new TrainingException(
                            Code.CHECKPOINT_INVALID,
                            "the weights have " + (tensor == null ? "no " : "shape " + tensor.shape() + " for ")
                                    + spec.name() + ", the network needs " + spec.shape()
                                    + "; use weights of the same network");
                }
                arrays.put(spec.name(), tensor.copyTo(manager));
            }
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Copies weights into the engine.
     *
     * @param values a tensor for each parameter of the network
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if one is missing or has another shape
     */
    public static TwinParameters of(NetworkDescription network, Map<String, FloatTensor> values, Device device) {
        return new TwinParameters(network, values, device);
    }

    /**
     * Draws initial weights, a tensor for each parameter: normal with variance 2 / fan-in (He et al. 2015), 0 for
     * biases and means, 1 for scales, variances and deviations.
     */
    public static Map<String, FloatTensor> initialize(NetworkDescription network, long seed) {
        Random random = new Random(seed);
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterSpec.of(network)) {
            Shape shape = spec.shape();
            float[] drawn = new float[(int) shape.size()];
            if (spec.kind() == Kind.WEIGHT) {
                double deviation = Math.sqrt(2.0 / ((double) shape.size() / shape.get(0)));
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (float) (random.nextGaussian() * deviation);
                }
            } else if (spec.kind() != Kind.BIAS && spec.kind() != Kind.MEAN) {
                Arrays.fill(drawn, 1f);
            }
            values.put(spec.name(), new FloatTensor(shape, drawn));
        }
        return values;
    }

    /**
     * Draws initial weights of a network over features, see {@link #initialize(NetworkDescription, long)}.
     *
     * @param standardization statistics of the training rows; not used by a network that does not standardize
     */
    public static Map<String, FloatTensor> initialize(FeatureTwin network, long seed, Standardization standardization) {
        Map<String, FloatTensor> values = initialize(network, seed);
        if (network.standardize()) {
            Shape shape = new Shape(network.inputs());
            values.put(
                    ParameterNames.MEAN,
                    new FloatTensor(shape, standardization.mean().clone()));
            values.put(
                    ParameterNames.DEVIATION,
                    new FloatTensor(shape, standardization.deviation().clone()));
        }
        return values;
    }

    /** Returns the network these parameters belong to. */
    public NetworkDescription network() {
        return network;
    }

    /**
     * Returns the network over images these parameters belong to.
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it reads feature vectors
     */
    public TwinDescription description() {
        return network.overPictures();
    }

    /** Returns the manager that owns the parameters. Arrays attached to it are closed with them. */
    public NDManager manager() {
        return manager;
    }

    /** Returns the array of the named parameter, not a copy. */
    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter named " + name);
        }
        return array;
    }

    /**
     * Returns handles on the trained parameters, by name, that share their memory and collect gradients. The scope owns
     * the handles. Gradients belong to them, so they need no zeroing and are closed with the scope.
     */
    public Map<String, NDArray> leaves(NDManager scope) {
        Map<String, NDArray> leaves = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterSpec.of(network)) {
            if (spec.kind().isTrained()) {
                NDArray leaf = get(spec.name()).stopGradient();
                leaf.attach(scope);
                leaf.setRequiresGradient(true);
                leaves.put(spec.name(), leaf);
            }
        }
        return leaves;
    }

    /** Returns copies of the current values, by name. */
    public Map<String, FloatTensor> toTensors() {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        arrays.forEach((name, array) -> values.put(name, new FloatTensor(array.getShape(), array.toFloatArray())));
        return values;
    }

    /** Copies all values to parameters of the same network, on any device. */
    public void copyTo(TwinParameters other) {
        arrays.forEach((name, array) -> array.copyTo(other.get(name)));
    }

    @Override
    public void close() {
        manager.close();
    }
}
