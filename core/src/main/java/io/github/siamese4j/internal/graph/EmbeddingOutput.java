package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.Layout;
import io.github.siamese4j.OnnxOptions.Pooling;
import java.util.List;

/**
 * The nodes from an output of a graph to an embedding, float32 {@code [N, D]}.
 *
 * @param output the output, for messages
 * @param item the shape of the output for one image, without the batch
 */
record EmbeddingOutput(String output, List<Long> item, Pooling pooling, boolean channelsFirst) {

    private static final String PREFIX = Renaming.OWN + "embedding/";

    /**
     * Chooses the pooling. Throws {@code MODEL_MISMATCH} if the options do not say it although the output has several
     * positions or tokens, or if they say one that the output cannot have.
     */
    static EmbeddingOutput of(String location, String output, List<Long> item, Layout layout, OnnxOptions options) {
        String problem = location + ": output " + output + " has the shape " + item + " for one image";
        boolean positions = item.size() == 3;
        boolean tokens = item.size() == 2;
        boolean channelsFirst = positions && channelsFirst(item, layout);
        long places = positions
                ? (channelsFirst ? item.get(1) * item.get(2) : item.get(0) * item.get(1))
                : tokens ? item.get(0) : 1;
        if (options.pooling().isEmpty()) {
            if (places > 1) {
                throw mismatch(problem + "; say the pooling: "
                        + (tokens ? "cls (the first token), mean (over the tokens)" : "mean (over the positions)")
                        + " or none (all values)");
            }
            return new EmbeddingOutput(output, item, Pooling.NONE, channelsFirst);
        }
        Pooling pooling = options.pooling().get();
        if (pooling == Pooling.CLASS_TOKEN && !tokens) {
            throw mismatch(problem + ", which holds no tokens; use the pooling mean or none, or another output");
        }
        if (pooling == Pooling.MEAN && !tokens && !positions) {
            throw mismatch(problem + ", which needs no pooling; leave it out, or use another output");
        }
        return new EmbeddingOutput(output, item, pooling, channelsFirst);
    }

    private static ModelException mismatch(String message) {
        return new ModelException(ErrorCode.MODEL_MISMATCH, message);
    }

    /** Finds the channels: they are not one of two equal dimensions. Otherwise the output is like the input. */
    private static boolean channelsFirst(List<Long> item, Layout layout) {
        boolean lastTwo = item.get(1).equals(item.get(2));
        boolean firstTwo = item.get(0).equals(item.get(1));
        return lastTwo == firstTwo ? layout == Layout.NCHW : lastTwo;
    }

    /** Returns the number of values of an embedding. */
    long dimension() {
        int last = item.size() - 1;
        return switch (pooling) {
            case NONE -> item.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
            case CLASS_TOKEN -> item.get(last);
            case MEAN -> item.get(channelsFirst ? 0 : last);
        };
    }

    /**
     * Appends the nodes.
     *
     * @param value a batch of the output, float32; its dimensions of size 1 may be others than those of the item
     */
    void append(GraphBuilder graph, String value, boolean normalize, String embedding) {
        String pooled = switch (pooling) {
            case NONE -> value;
            case CLASS_TOKEN ->
                graph.node(
                        "Gather",
                        PREFIX + "class_token",
                        List.of(items(graph, value, item.get(0), item.get(1)), graph.longs(PREFIX + "first", 0)),
                        GraphBuilder.integer("axis", 1));
            case MEAN -> mean(graph, value);
        };
        String shape = graph.longs(PREFIX + "shape", -1, dimension());
        String flat = normalize ? PREFIX + "flat" : embedding;
        graph.node("Reshape", flat, List.of(pooled, shape));
        if (normalize) {
            graph.node(
                    "LpNormalization",
                    embedding,
                    List.of(flat),
                    GraphBuilder.integer("axis", 1),
                    GraphBuilder.integer("p", 2));
        }
    }

    /** GlobalAveragePool has the same form in all operator sets, and takes the channels first. */
    private String mean(GraphBuilder graph, String value) {
        long channels = dimension();
        long places = item.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact) / channels;
        String planes = channelsFirst
                ? items(graph, value, channels, places)
                : graph.node(
                        "Transpose",
                        PREFIX + "planes",
                        List.of(items(graph, value, places, channels)),
                        GraphBuilder.integers("perm", 0, 2, 1));
        return graph.node("GlobalAveragePool", PREFIX + "mean", List.of(planes));
    }

    private static String items(GraphBuilder graph, String value, long rows, long columns) {
        return graph.node(
                "Reshape", PREFIX + "items", List.of(value, graph.longs(PREFIX + "items_shape", -1, rows, columns)));
    }
}
