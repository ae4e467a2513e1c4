package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TwinDescription;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The trunk over images. All arrays it returns belong to the manager of the input. Intermediate arrays are closed at
 * once; the engine keeps those that the gradient needs.
 */
final class ImageTrunk implements TrunkNetwork {
    /** Weight of the old value of a running statistic at each training step. */
    private static final float STATISTIC_MOMENTUM = 0.9f;

    private static final Shape ONE = new Shape(1, 1);
    private static final Shape TWO = new Shape(2, 2);
    private static final Shape ZERO = new Shape(0, 0);

    private final TwinDescription description;
    private final @Nullable ScriptedTrunk scripted;

    ImageTrunk(TwinDescription description, Precision precision) {
        this.description = description;
        this.scripted = switch (precision) {
            case BFLOAT16 -> ScriptedTrunk.bfloat16(description);
            case WINOGRAD -> ScriptedTrunk.winograd(description);
            case FLOAT32, AUTO -> null;
        };
    }

    @Override
    public NDArray embed(NDArray pixels, Function<String, NDArray> parameters, boolean training, long seed) {
        NDArray x = input(pixels);
        if (training && scripted != null) {
            return scripted.embed(x, parameters);
        }
        for (int b = 1; b <= description.blocks().size(); b++) {
            for (int c = 1; c <= description.blocks().get(b - 1).convolutions(); c++) {
                x = TrunkNetwork.then(x, convolved(x, b, c, parameters, training));
                x = TrunkNetwork.then(x, Activation.relu(x));
            }
            x = TrunkNetwork.then(x, pooled(x));
        }
        return TrunkNetwork.then(x, x.reshape(x.getShape().get(0), description.embeddingDimension()));
    }

    @Override
    public Map<String, NDArray> gradients() {
        return scripted == null ? Map.of() : scripted.gradients();
    }

    /**
     * Returns the input of the first convolution: uint8 [N, H, W, 1 or 3] as float32 [N, 3, H, W]. In memory, channels
     * stay innermost. Convolutions on a CPU are fastest with this layout, and the whole trunk inherits it. A grey image
     * is therefore copied three times, not broadcast.
     */
    NDArray input(NDArray pixels) {
        InputScaling scaling = description.scaling();
        NDArray x = pixels.toType(DataType.FLOAT32, true);
        x.muli(scaling.factor()).addi(scaling.offset());
        if (pixels.getShape().get(3) == 1) {
            x = TrunkNetwork.then(x, x.repeat(3, TwinDescription.INPUT_CHANNELS));
        }
        return TrunkNetwork.then(x, x.transpose(0, 3, 1, 2));
    }

    private NDArray convolved(NDArray x, int block, int conv, Function<String, NDArray> parameters, boolean training) {
        String name = ParameterNames.conv(block, conv);
        if (!description.batchNorm()) {
            return convolution(x, name, parameters.apply(name + ".bias"), parameters);
        }
        NDArray plain = convolution(x, name, null, parameters);
        return TrunkNetwork.then(plain, normalized(plain, ParameterNames.norm(block, conv), parameters, training));
    }

    /** Returns a convolution without normalization and activation. */
    static NDArray convolution(NDArray x, String name, @Nullable NDArray bias, Function<String, NDArray> parameters) {
        return Conv2d.conv2d(x, parameters.apply(name + ".weight"), bias, ONE, ONE, ONE, 1)
                .singletonOrThrow();
    }

    /** Returns a batch normalization, in training with the statistics of the batch. */
    static NDArray normalized(NDArray plain, String norm, Function<String, NDArray> parameters, boolean training) {
        return BatchNorm.batchNorm(
                        plain,
                        parameters.apply(norm + ".mean"),
                        parameters.apply(norm + ".variance"),
                        parameters.apply(norm + ".gamma"),
                        parameters.apply(norm + ".beta"),
                        1,
                        STATISTIC_MOMENTUM,
                        TwinDescription.BATCH_NORM_EPSILON,
                        training)
                .singletonOrThrow();
    }

    /** Returns the maxima of squares of 2×2 values. */
    static NDArray pooled(NDArray x) {
        return Pool.maxPool2d(x, TWO, TWO, ZERO, false);
    }

    @Override
    public void close() {
        if (scripted != null) {
            scripted.close();
        }
    }
}
