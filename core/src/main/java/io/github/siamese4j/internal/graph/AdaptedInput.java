package io.github.siamese4j.internal.graph;

import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.util.List;

/**
 * A foreign graph behind this project's input: uint8 {@code [N, H, W, 3]} RGB.
 *
 * @param graph the graph, reduced to what its output needs
 * @param input the foreign input
 * @param type the element type that the graph takes
 * @param output the output of the graph
 * @param batches whether the graph runs over whole batches; otherwise it runs once for each image, in a loop
 */
public record AdaptedInput(
        ForeignGraph graph, ImageSignature input, OnnxOptions options, int type, String output, boolean batches) {

    /** The name of the input. */
    static final String IMAGE = "image";

    private static final String PREFIX = Renaming.OWN + "loop/";

    /** Appends all nodes, and returns the name of the output as float32. */
    String append(GraphBuilder target) {
        String inner = Renaming.of(input.name());
        if (batches) {
            ImagePreprocessing.append(target, IMAGE, input, options, type, inner);
            return asFloat(target.addAll(graph), output);
        }
        String prepared = PREFIX + "images";
        ImagePreprocessing.append(target, IMAGE, input, options, type, prepared);
        String shape = target.node("Shape", PREFIX + "shape", List.of(prepared));
        String count = target.node(
                "Gather",
                PREFIX + "count",
                List.of(shape, target.scalar(PREFIX + "batch_axis", 0)),
                GraphBuilder.integer("axis", 0));
        String rows = PREFIX + "rows";
        target.node(
                "Loop",
                List.of(PREFIX + "last", rows),
                List.of(count, "", count),
                GraphBuilder.body("body", body(prepared, inner)));
        return rows;
    }

    /**
     * Returns the graph for one image of a batch outside. Its weights are inside, where they count as constants. The
     * number of images is carried along, because the oldest operator sets want a loop to carry a value.
     */
    private ProtobufMessage body(String prepared, String inner) {
        String index = PREFIX + "index";
        String go = PREFIX + "go";
        String carried = PREFIX + "carried";
        GraphBuilder body = new GraphBuilder();
        String position =
                body.node("Reshape", PREFIX + "position", List.of(index, body.longs(PREFIX + "position_shape", 1)));
        body.node("Gather", inner, List.of(prepared, position), GraphBuilder.integer("axis", 0));
        String row = asFloat(body.addAll(graph), output);
        String on = body.node("Identity", PREFIX + "on", List.of(go));
        String kept = body.node("Identity", PREFIX + "kept", List.of(carried));
        return body.graph(
                "body",
                List.of(
                        ValueInfo.scalar(index, Onnx.INT64),
                        ValueInfo.scalar(go, Onnx.BOOL),
                        ValueInfo.scalar(carried, Onnx.INT64)),
                List.of(
                        ValueInfo.scalar(on, Onnx.BOOL),
                        ValueInfo.scalar(kept, Onnx.INT64),
                        ValueInfo.unshaped(row, Onnx.FLOAT)));
    }

    private static String asFloat(GraphBuilder target, String value) {
        return target.node("Cast", Renaming.OWN + "output", List.of(value), GraphBuilder.integer("to", Onnx.FLOAT));
    }
}
