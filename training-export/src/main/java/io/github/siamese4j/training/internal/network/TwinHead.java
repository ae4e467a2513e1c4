package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.siamese4j.training.internal.network.ParameterSpec.Kind;
import java.util.List;
import java.util.function.Function;

/** The learned scorer of a twin: absolute difference of two embeddings, dense with ReLU, dense to one logit. */
public final class TwinHead {
    private TwinHead() {}

    /** The parameters for embeddings of a length, from input to output. */
    public static List<ParameterSpec> parameters(int embeddingLength, int hidden) {
        return List.of(
                new ParameterSpec("head.hidden.weight", new Shape(hidden, embeddingLength), Kind.WEIGHT),
                new ParameterSpec("head.hidden.bias", new Shape(hidden), Kind.BIAS),
                new ParameterSpec("head.output.weight", new Shape(1, hidden), Kind.WEIGHT),
                new ParameterSpec("head.output.bias", new Shape(1), Kind.BIAS));
    }

    /**
     * Differences to logits.
     *
     * @param differences float32 [P, D], absolute differences of embeddings
     * @param parameters gives a parameter by name
     * @return float32 [P]; the score is the logistic function of it
     */
    public static NDArray logits(NDArray differences, Function<String, NDArray> parameters) {
        NDArray linear = Linear.linear(
                        differences, parameters.apply("head.hidden.weight"), parameters.apply("head.hidden.bias"))
                .singletonOrThrow();
        NDArray hidden = Activation.relu(linear);
        linear.close();
        NDArray output = Linear.linear(
                        hidden, parameters.apply("head.output.weight"), parameters.apply("head.output.bias"))
                .singletonOrThrow();
        hidden.close();
        NDArray logits = output.squeeze(1);
        output.close();
        return logits;
    }
}
