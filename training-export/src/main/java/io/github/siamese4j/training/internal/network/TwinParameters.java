package io.github.siamese4j.training.internal.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The parameters of a twin network in the training engine, by name. Owns native memory: close it. Not thread-safe. */
public final class TwinParameters implements AutoCloseable {
    /** DJL reports its use to its makers unless told not to; a library has no business to. */
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
            for (ParameterSpec spec : network.parameters()) {
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
     * Puts weights into the engine.
     *
     * @param network the network
     * @param values a tensor for each parameter of the network
     * @param device where they live
     * @return the parameters
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} when one is missing or has another shape
     */
    public static TwinParameters of(NetworkDescription network, Map<String, FloatTensor> values, Device device) {
        return new TwinParameters(network, values, device);
    }

    /**
     * Draws starting weights: normal with variance 2 / fan-in (He et al. 2015), biases and means 0, scales, variances
     * and deviations 1.
     *
     * @param network the network
     * @param seed what they are drawn from
     * @return a tensor for each parameter
     */
    public static Map<String, FloatTensor> initialize(NetworkDescription network, long seed) {
        Random random = new Random(seed);
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        for (ParameterSpec spec : network.parameters()) {
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
     * The network these parameters belong to.
     *
     * @return its description
     */
    public NetworkDescription network() {
        return network;
    }

    /**
     * The network these parameters belong to, if it reads pictures.
     *
     * @return its description
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it reads feature vectors
     */
    public TwinDescription description() {
        return network.overPictures();
    }

    /**
     * The manager that owns the parameters; arrays attached to it live as long as they do.
     *
     * @return the manager
     */
    public NDManager manager() {
        return manager;
    }

    /**
     * A parameter.
     *
     * @param name one of the names of the description
     * @return the array itself
     */
    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter named " + name);
        }
        return array;
    }

    /**
     * Handles on the trained parameters that share their memory and collect gradients. Gradients belong to the handles,
     * so they need no zeroing and disappear with the scope.
     *
     * @param scope what owns the handles
     * @return handles by name
     */
    public Map<String, NDArray> leaves(NDManager scope) {
        Map<String, NDArray> leaves = new LinkedHashMap<>();
        for (ParameterSpec spec : network.parameters()) {
            if (spec.kind().isTrained()) {
                NDArray leaf = get(spec.name()).stopGradient();
                leaf.attach(scope);
                leaf.setRequiresGradient(true);
                leaves.put(spec.name(), leaf);
            }
        }
        return leaves;
    }

    /**
     * The present values.
     *
     * @return copies, by name
     */
    public Map<String, FloatTensor> toTensors() {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        arrays.forEach((name, array) -> values.put(name, new FloatTensor(array.getShape(), array.toFloatArray())));
        return values;
    }

    /**
     * Copies all values to parameters of the same network, on whatever device.
     *
     * @param other receives the values
     */
    public void copyTo(TwinParameters other) {
        arrays.forEach((name, array) -> array.copyTo(other.get(name)));
    }

    @Override
    public void close() {
        manager.close();
    }
}
