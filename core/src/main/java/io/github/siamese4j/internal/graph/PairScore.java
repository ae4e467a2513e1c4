package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The way from the output of a twin to a score in [0, 1]. */
final class PairScore {

    private static final Set<String> SHAPING = Set.of("Cast", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze");
    private static final Set<String> SIGMOIDS = Set.of("Sigmoid", "HardSigmoid");
    private static final Set<String> DISTANCES = Set.of("Sqrt", "ReduceL1", "ReduceL2");

    private PairScore() {}

    /** Finds the meaning of an output by the node that computes it; empty if several are possible. */
    static Optional<TwinOutput> meaning(ForeignGraph graph, String output) {
        String value = output;
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            ProtobufMessage node = graph.nodes().get(i);
            if (!node.texts(Onnx.NODE_OUTPUT).contains(value)) {
                continue;
            }
            String operator = node.text(Onnx.NODE_OP);
            if (SIGMOIDS.contains(operator)) {
                return Optional.of(TwinOutput.SCORE);
            }
            if (DISTANCES.contains(operator)) {
                return Optional.of(TwinOutput.DISTANCE);
            }
            if (!SHAPING.contains(operator)) {
                return Optional.empty();
            }
            value = node.texts(Onnx.NODE_INPUT).get(0);
        }
        return Optional.empty();
    }

    /** Returns the failure that asks for the meaning of an output. */
    static ModelException unknown(ForeignGraph graph, String output) {
        return new ModelException(
                ErrorCode.MODEL_MISMATCH,
                graph.location() + ": output " + output + " does not show what it means; say the twin output: score (a"
                        + " similarity in 0..1), difference (1 − score), logit (a similarity before the sigmoid),"
                        + " distance (0 = equal) or cosine (−1..1)");
    }

    /** Appends the nodes and returns the name of the scores. */
    static String append(GraphBuilder graph, String values, TwinOutput meaning, String prefix) {
        return switch (meaning) {
            case SCORE -> clip(graph, values, prefix);
            case DIFFERENCE ->
                clip(graph, graph.node("Sub", prefix + "same", List.of(one(graph, prefix), values)), prefix);
            case LOGIT -> graph.node("Sigmoid", prefix + "sigmoid", List.of(values));
            case DISTANCE -> {
                String distance =
                        graph.node("Max", prefix + "distance", List.of(values, graph.one(prefix + "no_distance", 0)));
                String above = graph.node("Add", prefix + "above_one", List.of(distance, one(graph, prefix)));
                yield graph.node("Reciprocal", prefix + "similarity", List.of(above));
            }
            case COSINE -> {
                String above = graph.node("Add", prefix + "above_zero", List.of(values, one(graph, prefix)));
                String half =
                        graph.node("Mul", prefix + "halved", List.of(above, graph.one(prefix + "cosine_half", 0.5)));
                yield clip(graph, half, prefix);
            }
        };
    }

    private static String one(GraphBuilder graph, String prefix) {
        return graph.one(prefix + "one", 1);
    }

    private static String clip(GraphBuilder graph, String values, String prefix) {
        String low = graph.node("Max", prefix + "not_below", List.of(values, graph.one(prefix + "lowest", 0)));
        return graph.node("Min", prefix + "not_above", List.of(low, graph.one(prefix + "highest", 1)));
    }
}
