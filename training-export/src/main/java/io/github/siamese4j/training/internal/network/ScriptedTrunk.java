package io.github.siamese4j.training.internal.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The trunk over images in training as a TorchScript function, for what DJL cannot compute or not fast enough. The
 * functions are resources of this package, written by the scripts in {@code src/main/python}.
 */
final class ScriptedTrunk implements AutoCloseable {
    /** The brackets make the engine pass all arrays of this name as one list. */
    private static final String PARAMETERS = "parameters[]";

    private static final String KEPT = "kept[]";

    private final TwinDescription network;
    private final Model forward;
    /** Null if the engine computes the gradients. */
    private final @Nullable Model backward;

    private @Nullable Pass last;

    /** The inputs of the gradient function that a forward pass leaves. */
    private record Pass(NDArray embeddings, NDArray convolutions, NDList parameters, NDList kept) {}

    private ScriptedTrunk(TwinDescription network, Model forward, @Nullable Model backward) {
        this.network = network;
        this.forward = forward;
        this.backward = backward;
    }

    /** Returns the trunk in mixed precision with bfloat16, which DJL cannot convert to. */
    static ScriptedTrunk bfloat16(TwinDescription network) {
        return new ScriptedTrunk(network, load("bfloat16-trunk.pt"), null);
    }

    /**
     * Returns the trunk in float32 with Winograd's convolutions F(4×4, 3×3) (Lavin and Gray 2015, arXiv:1509.09308)
     * where there are at least 32 channels on both sides. The automatic gradient of the engine ends at the embeddings.
     */
    static ScriptedTrunk winograd(TwinDescription network) {
        Model forward = load("winograd-trunk-forward.pt");
        try {
            return new ScriptedTrunk(network, forward, load("winograd-trunk-backward.pt"));
        } catch (RuntimeException e) {
            forward.close();
            throw e;
        }
    }

    private static Model load(String file) {
        Model model = Model.newInstance(file, "PyTorch");
        try (InputStream in = Objects.requireNonNull(ScriptedTrunk.class.getResourceAsStream(file), file)) {
            model.load(in, Map.of());
            return model;
        } catch (IOException | MalformedModelException e) {
            model.close();
            throw new TrainingException(
                    Code.IO_FAILED, "cannot load " + file + " (" + e.getMessage() + "); train in float32", e);
        }
    }

    /**
     * Returns the embeddings in training, which updates running statistics. Arrays that the gradient needs stay in the
     * manager of x; otherwise x is closed.
     *
     * @param x float32 [N, 3, H, W]
     * @return float32 [N, D]
     */
    NDArray embed(NDArray x, Function<String, NDArray> parameters) {
        NDManager scope = x.getManager();
        NDArray convolutions = scope.create(
                network.blocks().stream().mapToLong(ConvBlock::convolutions).toArray());
        NDList given = new NDList();
        for (ParameterSpec spec : trunk()) {
            NDArray parameter = parameters.apply(spec.name());
            // With arrays that collect gradients, compiling the function for Winograd takes minutes.
            boolean detach = backward != null && parameter.hasGradient();
            NDArray plain = detach ? parameter.stopGradient() : parameter;
            plain.setName(PARAMETERS);
            given.add(plain);
        }
        NDList inputs = new NDList(x, convolutions);
        inputs.addAll(given);
        NDList results = run(forward, scope, inputs);
        NDArray embeddings = results.get(0);
        if (backward == null) {
            x.close();
        } else {
            embeddings.setRequiresGradient(true);
            last = new Pass(embeddings, convolutions, given, results.subNDList(1));
        }
        return embeddings;
    }

    /**
     * Returns the gradients of the trunk's parameters in the last pass, after the embeddings have theirs, and forgets
     * the pass. Empty if the engine computes them, or if there was no pass since the last call.
     */
    Map<String, NDArray> gradients() {
        Pass pass = last;
        last = null;
        if (pass == null || backward == null) {
            return Map.of();
        }
        NDList inputs = new NDList(pass.embeddings().getGradient(), pass.convolutions());
        inputs.addAll(pass.parameters());
        for (NDArray kept : pass.kept()) {
            kept.setName(KEPT);
            inputs.add(kept);
        }
        NDList found = run(backward, pass.embeddings().getManager(), inputs);
        pass.kept().close();
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        int at = 0;
        for (ParameterSpec spec : trunk()) {
            if (spec.kind().isTrained()) {
                gradients.put(spec.name(), found.get(at++));
            }
        }
        return gradients;
    }

    private static NDList run(Model function, NDManager scope, NDList inputs) {
        return function.getBlock().forward(new ParameterStore(scope, false), inputs, true);
    }

    private List<ParameterSpec> trunk() {
        return ParameterSpec.of(network).stream()
                .filter(spec -> ParameterNames.isTrunk(spec.name()))
                .toList();
    }

    @Override
    public void close() {
        forward.close();
        if (backward != null) {
            backward.close();
        }
    }
}
