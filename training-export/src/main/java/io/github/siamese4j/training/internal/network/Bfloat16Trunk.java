package io.github.siamese4j.training.internal.network;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.util.function.Function;

/**
 * The trunk in mixed precision. It is one TorchScript function, because the engine's Java side cannot convert to
 * bfloat16; {@code src/main/python/bfloat16_trunk.py} writes it.
 */
final class Bfloat16Trunk implements AutoCloseable {
    private static final String FUNCTION = "bfloat16-trunk.pt";
    /** The brackets make the engine pass all arrays of this name as one list. */
    private static final String PARAMETERS = "parameters[]";

    private final TwinDescription description;
    private final Model model;

    Bfloat16Trunk(TwinDescription description) {
        this.description = description;
        this.model = TorchFunctions.load(FUNCTION);
    }

    /**
     * Runs the trunk as in training: running statistics are updated.
     *
     * @param x float32 [N, 3, H, W]
     * @param parameters gives a parameter by name
     * @return float32 [N, D]
     */
    NDArray embed(NDArray x, Function<String, NDArray> parameters) {
        NDManager scope = x.getManager();
        long[] convolutions =
                description.blocks().stream().mapToLong(ConvBlock::convolutions).toArray();
        NDList inputs = new NDList(x, scope.create(convolutions));
        for (ParameterSpec spec : description.parameters()) {
            if (spec.name().startsWith("trunk.")) {
                NDArray parameter = parameters.apply(spec.name());
                parameter.setName(PARAMETERS);
                inputs.add(parameter);
            }
        }
        return model.getBlock()
                .forward(new ParameterStore(scope, false), inputs, true)
                .singletonOrThrow();
    }

    @Override
    public void close() {
        model.close();
    }
}
