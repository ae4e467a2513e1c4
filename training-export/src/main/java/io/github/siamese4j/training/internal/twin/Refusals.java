package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.List;
import java.util.stream.Collectors;

/** The reasons for which a twin cannot be split, in words. */
final class Refusals {

    private static final String UNSPLIT =
            "; 'siamese4j import-onnx' imports it unsplit, which runs the whole twin for each pair";

    private Refusals() {}

    static TrainingException because(String why) {
        return new TrainingException(Code.NOT_SPLITTABLE, "the twin cannot be split: " + why);
    }

    static TrainingException unsplit(String why) {
        return because(why + UNSPLIT);
    }

    static void requireTwoImages(List<ValueInfoProto> inputs) {
        if (inputs.size() != 2) {
            throw because("it has " + inputs.size() + " inputs (" + names(inputs) + "), a twin has two images"
                    + (inputs.size() == 1 ? "; import an encoder with 'siamese4j import-onnx'" : ""));
        }
        ValueInfoProto left = inputs.get(0);
        ValueInfoProto right = inputs.get(1);
        if (left.getType().getTensorType().getElemType()
                        != right.getType().getTensorType().getElemType()
                || !sides(left).equals(sides(right))) {
            throw because("its inputs have different types or shapes: " + describe(left) + " and " + describe(right)
                    + "; both images of a twin go through the same network");
        }
        boolean unknown = left.getType().getTensorType().getShape().getDimList().stream()
                .skip(1)
                .anyMatch(side -> !side.hasDimValue());
        if (unknown || left.getType().getTensorType().getShape().getDimCount() != 4) {
            throw because("its inputs have no fixed size: " + describe(left)
                    + "; export it for one size, with four dimensions");
        }
    }

    static void requireRepeatable(GraphView twin) {
        for (NodeProto node : twin.nodes()) {
            boolean training = GraphView.isStandard(node, "Dropout")
                    && node.getInputCount() > 2
                    && !node.getInput(2).isEmpty()
                    && !isFalse(twin.constant(node.getInput(2)));
            if (training
                    || GraphView.isStandard(
                            node,
                            "RandomNormal",
                            "RandomNormalLike",
                            "RandomUniform",
                            "RandomUniformLike",
                            "Multinomial",
                            "Bernoulli")) {
                throw because("its node " + GraphView.describe(node)
                        + " draws random numbers; export it in inference mode (model.eval())");
            }
        }
    }

    private static boolean isFalse(@org.jspecify.annotations.Nullable TensorProto tensor) {
        return tensor != null
                && (tensor.hasRawData()
                        ? tensor.getRawData().byteAt(0) == 0
                        : tensor.getInt32DataCount() > 0 && tensor.getInt32Data(0) == 0);
    }

    static void requireBothSides(GraphView twin, Dependence dependence) {
        int side = dependence.side(twin.output());
        if (side != Dependence.BOTH) {
            throw because("its output '" + twin.output() + "' "
                    + switch (side) {
                        case Dependence.LEFT ->
                            "does not depend on its input '"
                                    + twin.inputs().get(1).getName() + "'";
                        case Dependence.RIGHT ->
                            "does not depend on its input '"
                                    + twin.inputs().get(0).getName() + "'";
                        default -> "depends on no input";
                    }
                    + "; export the output that compares both images");
        }
    }

    /** Refuses an embedding that takes more memory than the image. */
    static void requireSmaller(long dimension, ValueInfoProto image, String place) {
        long pixels = image.getType().getTensorType().getShape().getDimList().stream()
                .skip(1)
                .mapToLong(Dimension::getDimValue)
                .reduce(1, Math::multiplyExact);
        if (dimension > pixels) {
            throw unsplit("both sides meet after '" + place + "', which has " + dimension
                    + " values, more than the image with " + pixels + "; nothing is gained by storing it");
        }
    }

    /** Returns the reason why there is no common value on both sides before they meet. */
    static TrainingException noCut(GraphView twin, Dependence dependence, ValueHash hash) {
        List<Integer> left = layers(twin, dependence, Dependence.LEFT);
        List<Integer> right = layers(twin, dependence, Dependence.RIGHT);
        if (left.isEmpty() || right.isEmpty()) {
            String meeting = twin.nodes().stream()
                    .filter(node -> dependence.side(node.getOutput(0)) == Dependence.BOTH)
                    .findFirst()
                    .map(GraphView::describe)
                    .orElse("a node");
            return unsplit("its inputs meet at " + meeting + ", before any layer encodes one image alone");
        }
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            NodeProto a = twin.node(left.get(i));
            NodeProto b = twin.node(right.get(i));
            if (!hash.of(a.getOutput(0)).equals(hash.of(b.getOutput(0)))) {
                return unsplit("its branches do not compute the same: " + difference(twin, hash, a, b));
            }
        }
        if (left.size() != right.size()) {
            return unsplit("its branches do not compute the same: they have " + left.size() + " and " + right.size()
                    + " nodes");
        }
        return unsplit("no single value of one image is all that the rest of the twin needs");
    }

    private static List<Integer> layers(GraphView twin, Dependence dependence, int side) {
        return java.util.stream.IntStream.range(0, twin.nodes().size())
                .filter(i -> dependence.side(twin.node(i).getOutput(0)) == side)
                .boxed()
                .toList();
    }

    private static String difference(GraphView twin, ValueHash hash, NodeProto a, NodeProto b) {
        if (!a.getOpType().equals(b.getOpType())) {
            return GraphView.describe(a) + " on one side, " + GraphView.describe(b) + " on the other";
        }
        for (int i = 0; i < Math.min(a.getInputCount(), b.getInputCount()); i++) {
            TensorProto first = twin.constant(a.getInput(i));
            TensorProto second = twin.constant(b.getInput(i));
            if (first != null && second != null && !hash.of(a.getInput(i)).equals(hash.of(b.getInput(i)))) {
                return "the weights '" + a.getInput(i) + "' and '" + b.getInput(i) + "' differ (" + a.getOpType() + ")";
            }
        }
        List<String> attributes = a.getAttributeList().stream()
                .filter(attribute -> !b.getAttributeList().contains(attribute))
                .map(AttributeProto::getName)
                .toList();
        return GraphView.describe(a) + " and " + GraphView.describe(b) + " differ"
                + (attributes.isEmpty() ? " in what they read" : " in " + String.join(", ", attributes));
    }

    private static List<Long> sides(ValueInfoProto value) {
        return value.getType().getTensorType().getShape().getDimList().stream()
                .map(side -> side.hasDimValue() ? side.getDimValue() : -1)
                .toList();
    }

    private static String names(List<ValueInfoProto> values) {
        return values.stream().map(Refusals::describe).collect(Collectors.joining(", "));
    }

    private static String describe(ValueInfoProto value) {
        TensorProto.DataType type =
                TensorProto.DataType.forNumber(value.getType().getTensorType().getElemType());
        return "'" + value.getName() + "' " + String.valueOf(type).toLowerCase(java.util.Locale.ROOT)
                + sides(value).toString().replace("-1", "?");
    }
}
