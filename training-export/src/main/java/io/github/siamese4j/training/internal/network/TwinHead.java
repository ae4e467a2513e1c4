package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.function.Function;

/** The head of a twin network: two dense layers over the absolute differences of embeddings. */
public final class TwinHead {
    private TwinHead() {}

    /** Returns the logits [P] of differences, float32 [P, D]. The score is the logistic function of the logit. */
    public static NDArray logits(NDArray differences, Function<String, NDArray> parameters) {
        NDArray linear = dense(differences, ParameterNames.HEAD_HIDDEN, parameters);
        NDArray hidden = TrunkNetwork.then(linear, Activation.relu(linear));
        NDArray output = TrunkNetwork.then(hidden, dense(hidden, ParameterNames.HEAD_OUTPUT, parameters));
        return TrunkNetwork.then(output, output.squeeze(1));
    }

    /** Returns the output of a dense layer without activation. */
    static NDArray dense(NDArray x, String layer, Function<String, NDArray> parameters) {
        return Linear.linear(x, parameters.apply(layer + ".weight"), parameters.apply(layer + ".bias"))
                .singletonOrThrow();
    }
}
