package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.function.Function;

/** The learned head: absolute difference of two embeddings, dense layer with ReLU, dense layer with one logit. */
public final class TwinHead {
    private TwinHead() {}

    /**
     * Returns the logits of pairs; the score is the logistic function of the logit.
     *
     * @param differences float32 [P, D], absolute differences of embeddings
     * @param parameters returns a parameter by name
     * @return float32 [P]
     */
    public static NDArray logits(NDArray differences, Function<String, NDArray> parameters) {
        NDArray linear = Linear.linear(
                        differences,
                        parameters.apply(ParameterNames.HEAD_HIDDEN + ".weight"),
                        parameters.apply(ParameterNames.HEAD_HIDDEN + ".bias"))
                .singletonOrThrow();
        NDArray hidden = Activation.relu(linear);
        linear.close();
        NDArray output = Linear.linear(
                        hidden,
                        parameters.apply(ParameterNames.HEAD_OUTPUT + ".weight"),
                        parameters.apply(ParameterNames.HEAD_OUTPUT + ".bias"))
                .singletonOrThrow();
        hidden.close();
        NDArray logits = output.squeeze(1);
        output.close();
        return logits;
    }
}
