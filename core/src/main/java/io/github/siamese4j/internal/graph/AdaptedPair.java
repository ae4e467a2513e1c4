package io.github.siamese4j.internal.graph;

import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.util.List;

/**
 * A graph with two inputs behind the inputs of a scorer, {@code left} and {@code right}, float32 {@code [N, D]}.
 *
 * @param graph the graph, reduced to what its output needs
 * @param first the name of its first input
 * @param second the name of its second input
 * @param output the name of its output
 * @param batches whether the graph runs over whole batches; otherwise it runs once for each pair, in a loop
 */
record AdaptedPair(ForeignGraph graph, PairRows rows, String first, String second, String output, boolean batches) {

    static final String LEFT = "left";
    static final String RIGHT = "right";
    static final String SCORE = "score";

    private static final String PREFIX = Renaming.OWN + "pairs/";

    /**
     * Returns the graph of a scorer.
     *
     * @param bothOrders whether both orders of a pair are computed and averaged
     */
    ProtobufMessage scorer(TwinOutput meaning, boolean bothOrders) {
        GraphBuilder target = new GraphBuilder();
        // Either side can be a single row that is compared with all rows of the other side.
        String left = target.node("Expand", PREFIX + LEFT, List.of(LEFT, shape(target, RIGHT)));
        String right = target.node("Expand", PREFIX + RIGHT, List.of(RIGHT, shape(target, LEFT)));
        String score = bothOrders
                ? average(target, scores(target, meaning, stack(target, left, right), stack(target, right, left)))
                : scores(target, meaning, left, right);
        target.node("Identity", SCORE, List.of(score));
        return target.graph(
                "scorer",
                List.of(
                        ValueInfo.batch(LEFT, Onnx.FLOAT, rows.dimension()),
                        ValueInfo.batch(RIGHT, Onnx.FLOAT, rows.dimension())),
                List.of(ValueInfo.batch(SCORE, Onnx.FLOAT)));
    }

    private static String shape(GraphBuilder target, String value) {
        return target.node("Shape", PREFIX + value + "_shape", List.of(value));
    }

    private static String stack(GraphBuilder target, String above, String below) {
        return target.node("Concat", above + "_first", List.of(above, below), GraphBuilder.integer("axis", 0));
    }

    private String scores(GraphBuilder target, TwinOutput meaning, String left, String right) {
        String values = values(target, left, right);
        String flat = target.node("Reshape", PREFIX + "flat", List.of(values, target.longs(PREFIX + "flat_shape", -1)));
        return PairScore.append(target, flat, meaning, PREFIX);
    }

    private String values(GraphBuilder target, String left, String right) {
        String firstInput = Renaming.of(first);
        String secondInput = Renaming.of(second);
        if (batches) {
            rows.append(target, left, firstInput);
            rows.append(target, right, secondInput);
            return asFloat(target.addAll(graph));
        }
        rows.append(target, left, PREFIX + "first");
        rows.append(target, right, PREFIX + "second");
        String count = target.node(
                "Gather",
                PREFIX + "count",
                List.of(shape(target, left), target.scalar(PREFIX + "batch_axis", 0)),
                GraphBuilder.integer("axis", 0));
        return target.node("Loop", PREFIX + "rows", List.of(count, ""), GraphBuilder.body("body", body()));
    }

    /** Returns the graph for one pair. Its weights are inside, where they count as constants. */
    private ProtobufMessage body() {
        String index = PREFIX + "index";
        String go = PREFIX + "go";
        String on = PREFIX + "on";
        GraphBuilder body = new GraphBuilder();
        String position =
                body.node("Reshape", PREFIX + "position", List.of(index, body.longs(PREFIX + "position_shape", 1)));
        one(body, PREFIX + "first", position, Renaming.of(first));
        one(body, PREFIX + "second", position, Renaming.of(second));
        String row = asFloat(body.addAll(graph));
        body.node("Identity", on, List.of(go));
        return body.graph(
                "body",
                List.of(ValueInfo.scalar(index, Onnx.INT64), ValueInfo.scalar(go, Onnx.BOOL)),
                List.of(ValueInfo.scalar(on, Onnx.BOOL), ValueInfo.unshaped(row, Onnx.FLOAT)));
    }

    /** Takes one item of a batch, in the shape that the graph declares. */
    private void one(GraphBuilder body, String batch, String position, String target) {
        long[] shape = rows.shape().stream()
                .mapToLong(side -> side == ValueInfo.FREE ? 1 : side)
                .toArray();
        String item = body.node("Gather", batch + "_item", List.of(batch, position), GraphBuilder.integer("axis", 0));
        body.node("Reshape", target, List.of(item, body.longs(batch + "_item_shape", shape)));
    }

    private String asFloat(GraphBuilder target) {
        return target.node(
                "Cast", Renaming.OWN + "output", List.of(Renaming.of(output)), GraphBuilder.integer("to", Onnx.FLOAT));
    }

    /** Averages the scores of both orders. A sum of two numbers does not depend on their order. */
    private static String average(GraphBuilder target, String scores) {
        String orders = target.node(
                "Reshape", PREFIX + "orders", List.of(scores, target.longs(PREFIX + "orders_shape", 2, -1)));
        String sum = target.node("Add", PREFIX + "sum", List.of(order(target, orders, 0), order(target, orders, 1)));
        return target.node("Mul", PREFIX + "mean", List.of(sum, target.one(PREFIX + "half", 0.5)));
    }

    private static String order(GraphBuilder target, String orders, int order) {
        return target.node(
                "Gather",
                PREFIX + "order" + order,
                List.of(orders, target.scalar(PREFIX + "order_index" + order, order)),
                GraphBuilder.integer("axis", 0));
    }
}
