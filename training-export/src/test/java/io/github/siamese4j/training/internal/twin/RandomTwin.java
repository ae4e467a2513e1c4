package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * A twin with a random trunk of dense layers, some of them with a bypass, and a random head. Both branches have their
 * own names and some nodes without effect, in an order that mixes the branches; weights are shared or copied.
 */
final class RandomTwin {

    /** The heads: L1 distance with a dense layer, cosine, Euclidean distance, both embeddings one after the other. */
    enum Head {
        DENSE,
        COSINE,
        EUCLIDEAN,
        ORDERED
    }

    private static final int SIDE = 4;
    private static final int WIDTH = 6;

    final Head head;
    final int layers;
    private final Random random;
    private final int unshared;
    private final boolean[] bypass;
    private final long[] seeds;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("twin");

    /** Prepares a twin whose layer {@code unshared}, from 1, has other weights on the right; 0 for none. */
    RandomTwin(long seed, int unshared) {
        this.random = new Random(seed);
        this.head = Head.values()[random.nextInt(Head.values().length)];
        this.layers = 2 + random.nextInt(4);
        this.unshared = unshared == 0 ? 0 : 1 + (unshared - 1) % layers;
        this.bypass = new boolean[layers];
        this.seeds = random.longs(layers).toArray();
        for (int i = 1; i < layers; i++) {
            bypass[i] = random.nextBoolean();
        }
    }

    /** Returns the layer that is not shared, 0 for none. */
    int unshared() {
        return unshared;
    }

    ModelProto build() {
        graph.addInput(image("a")).addInput(image("b"));
        Queue<NodeProto> left = new ArrayDeque<>();
        Queue<NodeProto> right = new ArrayDeque<>();
        String first = trunk("a", left, 0);
        String second = trunk("b", right, unshared);
        while (!left.isEmpty() || !right.isEmpty()) {
            Queue<NodeProto> next = right.isEmpty() || (!left.isEmpty() && random.nextBoolean()) ? left : right;
            graph.addNode(next.remove());
        }
        head(first, second);
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName("score")
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()))));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    private String trunk(String image, Queue<NodeProto> nodes, int other) {
        String value = add(nodes, "Flatten", image + "_flat", List.of(image), integer("axis", 1));
        int inputs = 3 * SIDE * SIDE;
        for (int i = 1; i <= layers; i++) {
            String name = image + i;
            boolean shared = i != other;
            String weights = weights(name + "_weights", seeds[i - 1] + (shared ? 0 : 1), shared, inputs, WIDTH);
            String dense = add(nodes, "MatMul", name + "_dense", List.of(value, weights));
            String relu = add(nodes, "LeakyRelu", name + "_relu", List.of(dense));
            if (random.nextInt(3) == 0) {
                relu = add(nodes, random.nextBoolean() ? "Identity" : "Dropout", name + "_same", List.of(relu));
            }
            value = bypass[i - 1] ? add(nodes, "Add", name + "_sum", List.of(relu, value)) : relu;
            inputs = WIDTH;
        }
        return value;
    }

    /** Adds weights, under a new name or, if they are shared, sometimes under the name of an earlier branch. */
    private String weights(String name, long seed, boolean shared, int... sides) {
        if (shared && random.nextBoolean()) {
            String common = "shared" + seed;
            if (graph.getInitializerList().stream()
                    .noneMatch(tensor -> tensor.getName().equals(common))) {
                graph.addInitializer(tensor(common, seed, false, sides));
            }
            return common;
        }
        if (random.nextBoolean()) {
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("Constant")
                    .addOutput(name)
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("value")
                            .setType(AttributeProto.AttributeType.TENSOR)
                            .setT(tensor("", seed, true, sides))));
        } else {
            graph.addInitializer(tensor(name, seed, true, sides));
        }
        return name;
    }

    private void head(String left, String right) {
        List<NodeProto> nodes = new ArrayList<>();
        switch (head) {
            case DENSE -> {
                add(nodes, "Sub", "difference", List.of(left, right));
                add(nodes, "Abs", "distance", List.of("difference"));
                add(nodes, "MatMul", "logit", List.of("distance", weights("out", 5, false, WIDTH, 1)));
                add(nodes, "Sigmoid", "score", List.of("logit"));
            }
            case COSINE -> {
                add(nodes, "Mul", "products", List.of(left, right));
                add(nodes, "ReduceL2", "left_norm", List.of(left), integers("axes", 1));
                add(nodes, "ReduceL2", "right_norm", List.of(right), integers("axes", 1));
                add(nodes, "Mul", "norms", List.of("left_norm", "right_norm"));
                add(nodes, "ReduceMean", "mean", List.of("products"), integers("axes", 1));
                add(nodes, "Div", "score", List.of("mean", "norms"));
            }
            case EUCLIDEAN -> {
                add(nodes, "Sub", "difference", List.of(left, right));
                add(nodes, "ReduceL2", "score", List.of("difference"), integers("axes", 1));
            }
            case ORDERED -> {
                add(nodes, "Concat", "both", List.of(left, right), integer("axis", 1));
                add(nodes, "MatMul", "logit", List.of("both", weights("out", 5, false, 2 * WIDTH, 1)));
                add(nodes, "Sigmoid", "score", List.of("logit"));
            }
        }
        graph.addAllNode(nodes);
    }

    private static String add(
            java.util.Collection<NodeProto> nodes,
            String operator,
            String output,
            List<String> inputs,
            AttributeProto... attributes) {
        nodes.add(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes))
                .build());
        return output;
    }

    private static TensorProto tensor(String name, long seed, boolean raw, int... sides) {
        Random values = new Random(seed);
        int size = Arrays.stream(sides).reduce(1, (a, b) -> a * b);
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
        Arrays.stream(sides).forEach(tensor::addDims);
        java.nio.ByteBuffer bytes =
                java.nio.ByteBuffer.allocate(size * Float.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            float value = (float) values.nextGaussian() / 3;
            bytes.putFloat(value);
            if (!raw) {
                tensor.addFloatData(value);
            }
        }
        return raw
                ? tensor.setRawData(com.google.protobuf.ByteString.copyFrom(bytes.flip()))
                        .build()
                : tensor.build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto integers(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(value)
                .build();
    }

    private static ValueInfoProto image(String name) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("batch");
        for (int side : new int[] {3, SIDE, SIDE}) {
            shape.addDimBuilder().setDimValue(side);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
