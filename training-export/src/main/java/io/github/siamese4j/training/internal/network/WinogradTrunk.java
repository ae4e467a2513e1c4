package io.github.siamese4j.training.internal.network;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The trunk in float32 with Winograd's convolutions F(4×4, 3×3) (Lavin and Gray 2015, arXiv:1509.09308) where there are
 * at least 32 channels on both sides. Forward pass and gradient are a TorchScript function each, written by
 * {@code src/main/python/winograd_trunk.py}; the engine's automatic gradient ends at the embeddings.
 */
final class WinogradTrunk implements AutoCloseable {
    private static final String FORWARD = "winograd-trunk-forward.pt";
    private static final String BACKWARD = "winograd-trunk-backward.pt";
    /** The brackets make the engine pass all arrays of this name as one list. */
    private static final String PARAMETERS = "parameters[]";

    private static final String KEPT = "kept[]";

    private final TwinDescription description;
    private final Model forward;
    private final Model backward;
    private @Nullable Pass last;

    /** What the gradient needs of a forward pass. */
    private record Pass(NDArray embeddings, NDArray convolutions, NDList parameters, NDList kept) {}

    WinogradTrunk(TwinDescription description) {
        this.description = description;
        this.forward = TorchFunctions.load(FORWARD);
        try {
            this.backward = TorchFunctions.load(BACKWARD);
        } catch (RuntimeException e) {
            forward.close();
            throw e;
        }
    }

    /**
     * Runs the trunk as in training: running statistics are updated. What the gradient needs stays in the manager of x.
     *
     * @param x float32 [N, 3, H, W]
     * @param parameters gives a parameter by name
     * @return float32 [N, D], which collects a gradient of its own
     */
    NDArray embed(NDArray x, Function<String, NDArray> parameters) {
        NDManager scope = x.getManager();
        NDArray convolutions = scope.create(
                description.blocks().stream().mapToLong(ConvBlock::convolutions).toArray());
        NDList given = new NDList();
        for (ParameterSpec spec : description.parameters()) {
            if (spec.name().startsWith("trunk.")) {
                NDArray parameter = parameters.apply(spec.name());
                // Compiling a function takes minutes where it believes that automatic gradients are wanted.
                NDArray plain = parameter.hasGradient() ? parameter.stopGradient() : parameter;
                plain.setName(PARAMETERS);
                given.add(plain);
            }
        }
        NDList inputs = new NDList(x, convolutions);
        inputs.addAll(given);
        NDList results = forward.getBlock().forward(new ParameterStore(scope, false), inputs, true);
        NDArray embeddings = results.get(0);
        embeddings.setRequiresGradient(true);
        last = new Pass(embeddings, convolutions, given, results.subNDList(1));
        return embeddings;
    }

    /**
     * The gradients of the trunk's parameters in the last pass, once the embeddings have theirs. Forgets the pass.
     *
     * @return by name; empty if there was no pass since the last call
     */
    Map<String, NDArray> gradients() {
        Pass pass = last;
        last = null;
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        if (pass == null) {
            return gradients;
        }
        NDList inputs = new NDList(pass.embeddings().getGradient(), pass.convolutions());
        inputs.addAll(pass.parameters());
        for (NDArray kept : pass.kept()) {
            kept.setName(KEPT);
            inputs.add(kept);
        }
        NDManager scope = pass.embeddings().getManager();
        NDList found = backward.getBlock().forward(new ParameterStore(scope, false), inputs, true);
        pass.kept().close();
        int at = 0;
        for (ParameterSpec spec : description.parameters()) {
            if (spec.name().startsWith("trunk.") && spec.kind().isTrained()) {
                gradients.put(spec.name(), found.get(at++));
            }
        }
        return gradients;
    }

    @Override
    public void close() {
        forward.close();
        backward.close();
    }
}
