package io.github.siamese4j.internal.graph;

import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.ChannelOrder;
import io.github.siamese4j.OnnxOptions.Layout;
import io.github.siamese4j.internal.model.ProtobufMessage;
import java.util.List;
import java.util.stream.DoubleStream;

/** The nodes from a batch of pictures, uint8 {@code [N, H, W, 3]} RGB, to an input of a graph. */
public final class ImagePreprocessing {

    private static final double WHITE = 255;

    private ImagePreprocessing() {}

    /** Returns the {@code ValueInfoProto} of the pictures. */
    public static ProtobufMessage pictures(String name, ImageSignature signature) {
        return ValueInfo.batch(name, Onnx.UINT8, signature.height(), signature.width(), ImageSignature.CHANNELS);
    }

    /**
     * Appends the nodes.
     *
     * @param pictures the name of the pictures; also starts the names of the values in between
     * @param type the element type that the graph takes
     * @param target the name of the result, which is the input of the graph
     */
    public static void append(
            GraphBuilder graph,
            String pictures,
            ImageSignature signature,
            OnnxOptions options,
            int type,
            String target) {
        String prefix = Renaming.OWN + pictures + "/";
        boolean channelsFirst = signature.layout() == Layout.NCHW;
        String value = pictures;
        if (channelsFirst) {
            // Before all else: bytes are moved fastest, and whole planes are scaled faster than single pixels.
            value = graph.node(
                    "Transpose", prefix + "channels_first", List.of(value), GraphBuilder.integers("perm", 0, 3, 1, 2));
        }
        if (options.channels() == ChannelOrder.BGR) {
            value = graph.node(
                    "Gather",
                    prefix + "bgr",
                    List.of(value, graph.longs(prefix + "bgr_order", 2, 1, 0)),
                    GraphBuilder.integer("axis", channelsFirst ? 1 : 3));
        }
        if (!signature.takesIntegers()) {
            value = scale(graph, value, prefix, options, channelsFirst);
        }
        graph.node("Cast", target, List.of(value), GraphBuilder.integer("to", type));
    }

    /** Subtracts and multiplies channel values, so that each result is rounded no more than necessary. */
    private static String scale(
            GraphBuilder graph, String pictures, String prefix, OnnxOptions options, boolean channelsFirst) {
        double step = (options.high() - options.low()) / WHITE;
        double[] zero = doubles(options.mean())
                .map(mean -> (mean - options.low()) / step)
                .toArray();
        double[] factor =
                doubles(options.deviation()).map(deviation -> step / deviation).toArray();
        String value = graph.node("Cast", prefix + "float", List.of(pictures), GraphBuilder.integer("to", Onnx.FLOAT));
        if (DoubleStream.of(zero).anyMatch(each -> each != 0)) {
            String constant = constant(graph, prefix + "zero", zero, channelsFirst);
            value = graph.node("Sub", prefix + "centred", List.of(value, constant));
        }
        if (DoubleStream.of(factor).anyMatch(each -> each != 1)) {
            String constant = constant(graph, prefix + "factor", factor, channelsFirst);
            value = graph.node("Mul", prefix + "scaled", List.of(value, constant));
        }
        return value;
    }

    private static String constant(GraphBuilder graph, String name, double[] values, boolean channelsFirst) {
        return channelsFirst && values.length > 1
                ? graph.floats(name, values, values.length, 1, 1)
                : graph.floats(name, values, values.length);
    }

    private static DoubleStream doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue);
    }
}
