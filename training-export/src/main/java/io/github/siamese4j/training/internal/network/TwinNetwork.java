package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
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
 * The forward pass of a twin network. All arrays it returns belong to the manager of the input; intermediate ones are
 * let go at once (the engine keeps what the gradient needs). Close it when its precision is not float32.
 */
public final class TwinNetwork implements AutoCloseable {
    /** Share of the old value that a running statistic keeps at each training step. */
    private static final float STATISTIC_MOMENTUM = 0.9f;

    private static final Shape ONE = new Shape(1, 1);
    private static final Shape TWO = new Shape(2, 2);
    private static final Shape ZERO = new Shape(0, 0);

    private final TwinDescription description;
    private final @Nullable Bfloat16Trunk bfloat16;
    private final @Nullable WinogradTrunk winograd;

    /**
     * Creates the forward pass of a network in float32.
     *
     * @param description the network
     */
    public TwinNetwork(TwinDescription description) {
        this(description, Precision.FLOAT32);
    }

    /**
     * Creates the forward pass of a network.
     *
     * @param description the network
     * @param precision the arithmetic of the trunk in training; without training it is float32
     */
    public TwinNetwork(TwinDescription description, Precision precision) {
        this.description = description;
        this.bfloat16 = precision == Precision.BFLOAT16 ? new Bfloat16Trunk(description) : null;
        this.winograd = precision == Precision.WINOGRAD ? new WinogradTrunk(description) : null;
    }

    /**
     * Pictures to embeddings.
     *
     * @param pixels uint8 [N, H, W, 1 or 3]; one channel stands for three equal ones
     * @param parameters gives a parameter by name
     * @param training true: batch normalization uses the statistics of the batch and updates the running ones
     * @return float32 [N, D], never negative
     */
    public NDArray embed(NDArray pixels, Function<String, NDArray> parameters, boolean training) {
        NDArray x = input(pixels);
        if (training && bfloat16 != null) {
            return then(x, bfloat16.embed(x, parameters));
        }
        if (training && winograd != null) {
            return winograd.embed(x, parameters);
        }
        for (int b = 1; b <= description.blocks().size(); b++) {
            for (int c = 1; c <= description.blocks().get(b - 1).convolutions(); c++) {
                x = then(x, convolved(x, b, c, parameters, training));
                x = then(x, Activation.relu(x));
            }
            x = then(x, Pool.maxPool2d(x, TWO, TWO, ZERO, false));
        }
        return then(x, x.reshape(x.getShape().get(0), description.embeddingLength()));
    }

    /**
     * Gradients that the engine does not find by itself, after its own backward pass.
     *
     * @return those of the last training pass, by parameter; empty if the engine has them all
     */
    public Map<String, NDArray> gradients() {
        return winograd == null ? Map.of() : winograd.gradients();
    }

    /**
     * uint8 [N, H, W, 1 or 3] to what the first convolution reads, float32. Channels stay innermost in memory, seen as
     * [N, 3, H, W]: the layout that convolutions on a processor are fast with, and which the whole trunk takes over
     * from its input. A grey picture is therefore copied three times, not broadcast.
     */
    NDArray input(NDArray pixels) {
        InputScaling scaling = description.scaling();
        NDArray x = pixels.toType(DataType.FLOAT32, true);
        x.muli(scaling.factor()).addi(scaling.offset());
        if (pixels.getShape().get(3) == 1) {
            x = then(x, x.repeat(3, TwinDescription.INPUT_CHANNELS));
        }
        return then(x, x.transpose(0, 3, 1, 2));
    }

    private NDArray convolved(NDArray x, int block, int conv, Function<String, NDArray> parameters, boolean training) {
        String name = TwinDescription.convName(block, conv);
        NDArray weight = parameters.apply(name + ".weight");
        if (!description.batchNorm()) {
            return Conv2d.conv2d(x, weight, parameters.apply(name + ".bias"), ONE, ONE, ONE, 1)
                    .singletonOrThrow();
        }
        NDArray plain = Conv2d.conv2d(x, weight, null, ONE, ONE, ONE, 1).singletonOrThrow();
        String norm = TwinDescription.normName(block, conv);
        NDArray normalized = BatchNorm.batchNorm(
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
        return then(plain, normalized);
    }

    /**
     * The absolute differences of all pairs of a batch.
     *
     * @param embeddings float32 [N, D], N at least 2
     * @return float32 [N (N - 1) / 2, D]: pairs (0, 1), (0, 2), …, (1, 2), …
     */
    public static NDArray pairDifferences(NDArray embeddings) {
        long count = embeddings.getShape().get(0);
        NDList rows = new NDList();
        for (long i = 0; i + 1 < count; i++) {
            // Slices, not a gather: the gradient of a gather is summed in no fixed order by several threads.
            NDArray rest = embeddings.get(new NDIndex("{}:", i + 1));
            NDArray anchor = embeddings.get(new NDIndex("{}:{}", i, i + 1));
            NDArray difference = rest.sub(anchor);
            rows.add(difference.abs());
            rest.close();
            anchor.close();
            difference.close();
        }
        NDArray all = NDArrays.concat(rows, 0);
        rows.close();
        return all;
    }

    @Override
    public void close() {
        if (bfloat16 != null) {
            bfloat16.close();
        }
        if (winograd != null) {
            winograd.close();
        }
    }

    private static NDArray then(NDArray done, NDArray next) {
        if (next != done) {
            done.close();
        }
        return next;
    }
}
