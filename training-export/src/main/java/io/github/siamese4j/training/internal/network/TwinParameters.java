package io.github.siamese4j.training.internal.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.internal.data.Standardization;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
                arrays.put(spec.name(), spec.require(values).copyTo(manager));
            }
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Copies a tensor for each parameter of the network into the engine. */
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

    /** Draws initial weights of a network over features, with the statistics of the training rows if it uses them. */
    public static Map<String, FloatTensor> initialize(FeatureTwin network, long seed, Standardization standardization) {
        Map<String, FloatTensor> values = initialize(network, seed);
        if (network.standardize()) {
            Shape shape = new Shape(network.inputs());
            float[] mean = standardization.mean().clone();
            float[] deviation = standardization.deviation().clone();
            values.put(ParameterNames.MEAN, new FloatTensor(shape, mean));
            values.put(ParameterNames.DEVIATION, new FloatTensor(shape, deviation));
        }
        return values;
    }

    /** Returns the network these parameters belong to. */
    public NetworkDescription network() {
        return network;
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
        return FloatTensor.copyOf(arrays);
    }

    /** Replaces the values of the named parameters. */
    void set(Map<String, FloatTensor> values, List<String> names) {
        names.forEach(
                name -> get(name).set(Objects.requireNonNull(values.get(name)).values()));
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
