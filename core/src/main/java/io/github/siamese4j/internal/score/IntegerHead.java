package io.github.siamese4j.internal.score;

import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.model.ProtobufReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * Builds a graph of the learned head whose large product is one of integers: {@code distance} uint8 {@code [N, K]} and
 * {@code scale} float32 {@code [N, 1]} to {@code score} float32 {@code [N]}. {@code distance · scale} is |left −
 * right|, and K is D rounded up to a multiple of eight.
 */
final class IntegerHead {

    /** Input: absolute differences of embeddings in multiples of {@link #SCALE}; 0 from D on. */
    static final String DISTANCE = "distance";

    /** Input: the unit of {@link #DISTANCE}. */
    static final String SCALE = "scale";

    /** Output: the scores. */
    static final String SCORE = "score";

    /** Output: the hidden values before the ReLU, float32 {@code [N, H]}. */
    static final String HIDDEN = "hidden";

    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT64 = 7;
    private static final long IR_VERSION = 8;
    private static final long OPERATOR_SET = 17;

    private final ProtobufReader.Message graph = new ProtobufReader.Message();

    private IntegerHead() {}

    /** Returns the graph as a model file in memory; {@code location} names it in messages. */
    static OnnxFile of(HeadWeights head, String location) {
        byte[] model = new IntegerHead().model(head);
        ByteBuffer bytes = ByteBuffer.allocateDirect(model.length);
        bytes.put(model).flip();
        return new OnnxFile(location, bytes, Map.of(), OPERATOR_SET);
    }

    /** Returns K for a dimension D: the bytes of a row of {@link #DISTANCE}, a multiple of eight. */
    static int rowBytes(int dimension) {
        return Math.multiplyExact((dimension + Long.BYTES - 1) / Long.BYTES, Long.BYTES);
    }

    private byte[] model(HeadWeights head) {
        int bytes = rowBytes(head.inputs());
        int hidden = head.outputs();
        node("MatMulInteger", "sums", DISTANCE, "hidden.weight");
        graph.message(1, nodeOf("Cast", "sums.float", "sums").message(5, integer("to", FLOAT)));
        node("Mul", "rows", "sums.float", SCALE);
        node("Mul", "product", "rows", "hidden.scale");
        node("Add", HIDDEN, "product", "hidden.bias");
        node("Relu", "hidden.relu", HIDDEN);
        node("MatMul", "weighted", "hidden.relu", "output.weight");
        node("Add", "output", "weighted", "output.bias");
        node("Sigmoid", "probability", "output");
        node("Reshape", SCORE, "probability", "score.shape");
        graph.text(2, "integer_head");
        tensor("hidden.weight", INT8, transposed(head, bytes), bytes, hidden);
        tensor("hidden.scale", FLOAT, bytes(head.scale()), hidden);
        tensor("hidden.bias", FLOAT, bytes(head.bias()), hidden);
        tensor("output.weight", FLOAT, bytes(head.output()), hidden, 1);
        tensor("output.bias", FLOAT, bytes(head.outputBias()), 1);
        byte[] all = new byte[Long.BYTES];
        Arrays.fill(all, (byte) 0xFF); // −1: the number of rows
        tensor("score.shape", INT64, all, 1);
        graph.message(11, value(DISTANCE, UINT8, bytes));
        graph.message(11, value(SCALE, FLOAT, 1));
        graph.message(12, value(SCORE, FLOAT));
        graph.message(12, value(HIDDEN, FLOAT, hidden));
        return new ProtobufReader.Message()
                .number(1, IR_VERSION)
                .text(2, "siamese4j")
                .message(7, graph)
                .message(8, new ProtobufReader.Message().number(2, OPERATOR_SET))
                .toByteArray();
    }

    /** Transposes {@code [H, D]} to {@code [K, H]}, the layout of {@code MatMulInteger}. */
    private static byte[] transposed(HeadWeights head, int rows) {
        byte[] result = new byte[Math.multiplyExact(rows, head.outputs())];
        for (int h = 0; h < head.outputs(); h++) {
            for (int d = 0; d < head.inputs(); d++) {
                result[d * head.outputs() + h] = head.hidden()[h * head.inputs() + d];
            }
        }
        return result;
    }

    private static byte[] bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private void node(String operator, String output, String... inputs) {
        graph.message(1, nodeOf(operator, output, inputs));
    }

    private static ProtobufReader.Message nodeOf(String operator, String output, String... inputs) {
        ProtobufReader.Message node = new ProtobufReader.Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, output).text(4, operator);
    }

    private static ProtobufReader.Message integer(String name, long value) {
        return new ProtobufReader.Message().text(1, name).number(3, value).number(20, 2);
    }

    private void tensor(String name, int type, byte[] data, long... sizes) {
        ProtobufReader.Message tensor = new ProtobufReader.Message();
        for (long size : sizes) {
            tensor.number(1, size);
        }
        graph.message(5, tensor.number(2, type).text(8, name).bytes(9, data));
    }

    private static ProtobufReader.Message value(String name, int type, long... sizes) {
        ProtobufReader.Message shape =
                new ProtobufReader.Message().message(1, new ProtobufReader.Message().text(2, "N"));
        for (long size : sizes) {
            shape.message(1, new ProtobufReader.Message().number(1, size));
        }
        ProtobufReader.Message tensor =
                new ProtobufReader.Message().number(1, type).message(2, shape);
        return new ProtobufReader.Message().text(1, name).message(2, new ProtobufReader.Message().message(1, tensor));
    }
}
