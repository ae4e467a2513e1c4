package io.github.siamese4j.internal.score;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnxruntime.platform.Fp16Conversions;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.model.ProtobufReader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a learned head as this project exports it, {@code sigmoid(output(relu(hidden(|left − right|))))}, for
 * D inputs and H outputs. The matrix {@code hidden} is {@code [H, D]} in −127..127; a weight is {@code hidden[h][d] ·
 * scale[h]}. The other arrays are {@code [H]}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or changed
record HeadWeights(
        int inputs, int outputs, byte[] hidden, float[] scale, float[] bias, float[] output, float outputBias) {

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int LARGEST = 127;

    /** Reads the weights. Throws {@code MODEL_MISMATCH} if the scorer is another kind of network. */
    static HeadWeights read(OnnxFile scorer) {
        Map<String, Tensor> tensors = new HashMap<>();
        try {
            model(scorer.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN), tensors);
            return of(scorer, tensors);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw unknown(scorer);
        }
    }

    private static HeadWeights of(OnnxFile scorer, Map<String, Tensor> tensors) {
        float[] bias = tensor(scorer, tensors, "hidden.bias").floats();
        float[] output = tensor(scorer, tensors, "output.weight").floats();
        float[] outputBias = tensor(scorer, tensors, "output.bias").floats();
        Optional<Tensor> small = Optional.ofNullable(tensors.get("hidden.weight.int8"));
        Tensor weights = small.orElseGet(() -> tensor(
                scorer, tensors, tensors.containsKey("hidden.weight") ? "hidden.weight" : "hidden.weight.float16"));
        int outputs = bias.length;
        if (weights.sizes.size() != 2
                || weights.sizes.get(0) != outputs
                || output.length != outputs
                || outputBias.length != 1) {
            throw unknown(scorer);
        }
        int inputs = Math.toIntExact(weights.sizes.get(1));
        byte[] hidden = new byte[Math.multiplyExact(inputs, outputs)];
        float[] scale;
        if (small.isPresent()) {
            weights.data.duplicate().get(hidden);
            scale = tensor(scorer, tensors, "hidden.weight.scale").floats();
        } else {
            scale = quantize(weights.floats(), hidden, outputs);
        }
        if (scale.length != outputs) {
            throw unknown(scorer);
        }
        return new HeadWeights(inputs, outputs, hidden, scale, bias, output, outputBias[0]);
    }

    /** Quantizes symmetrically, with one scale for each hidden value. */
    private static float[] quantize(float[] weights, byte[] quantized, int outputs) {
        int inputs = weights.length / outputs;
        float[] scale = new float[outputs];
        for (int h = 0; h < outputs; h++) {
            float largest = 0;
            for (int d = 0; d < inputs; d++) {
                largest = Math.max(largest, Math.abs(weights[h * inputs + d]));
            }
            scale[h] = largest / LARGEST;
            for (int d = 0; d < inputs && largest > 0; d++) {
                quantized[h * inputs + d] = (byte) Math.round(weights[h * inputs + d] / scale[h]);
            }
        }
        return scale;
    }

    /** Returns the head's output before the sigmoid, given row {@code row} of hidden values before the ReLU. */
    double logit(float[] hiddenValues, int row) {
        double sum = outputBias;
        for (int h = 0; h < outputs; h++) {
            sum += Math.max(0, hiddenValues[row * outputs + h]) * output[h];
        }
        return sum;
    }

    /**
     * Returns {@code linearized(shares) · d} for the differences d that gave row {@code row} of hidden values before
     * the ReLU.
     */
    double linearizedProduct(float[] hiddenValues, int row, float[] shares) {
        double sum = 0;
        for (int h = 0; h < outputs; h++) {
            sum += (hiddenValues[row * outputs + h] - bias[h]) * (shares[h] * output[h]);
        }
        return sum;
    }

    /**
     * Returns the direction of the head with a linearized ReLU, {@code [K]}, 0 from D on: each hidden value is
     * multiplied by its share, in [0, 1], instead of being rectified.
     */
    float[] linearized(float[] shares) {
        float[] direction = new float[IntegerHead.rowBytes(inputs)];
        for (int h = 0; h < outputs; h++) {
            float factor = shares[h] * output[h] * scale[h];
            for (int d = 0; d < inputs && factor != 0; d++) {
                direction[d] += factor * hidden[h * inputs + d];
            }
        }
        return direction;
    }

    private static Tensor tensor(OnnxFile scorer, Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw unknown(scorer);
        }
        return tensor;
    }

    private static ModelException unknown(OnnxFile scorer) {
        return new ModelException(
                ErrorCode.MODEL_MISMATCH,
                scorer.location()
                        + " is not a head of two dense layers as siamese4j exports it and cannot run in integers;"
                        + " load the model without integerHead");
    }

    private static void model(ByteBuffer in, Map<String, Tensor> tensors) {
        while (in.hasRemaining()) {
            long tag = ProtobufReader.varint(in);
            if (ProtobufReader.field(tag) == MODEL_GRAPH) {
                graph(ProtobufReader.nested(tag, in), tensors);
            } else {
                ProtobufReader.skip(tag, in);
            }
        }
    }

    private static void graph(ByteBuffer in, Map<String, Tensor> tensors) {
        while (in.hasRemaining()) {
            long tag = ProtobufReader.varint(in);
            if (ProtobufReader.field(tag) == GRAPH_INITIALIZER) {
                Tensor tensor = Tensor.read(ProtobufReader.nested(tag, in));
                tensors.put(tensor.name, tensor);
            } else {
                ProtobufReader.skip(tag, in);
            }
        }
    }

    /** An initializer with its values in {@code raw_data}. */
    private record Tensor(String name, long type, List<Long> sizes, ByteBuffer data) {

        private static final int FLOAT = 1;
        private static final int FLOAT16 = 10;

        static Tensor read(ByteBuffer in) {
            String name = "";
            long type = 0;
            List<Long> sizes = new ArrayList<>();
            ByteBuffer data = ByteBuffer.allocate(0);
            while (in.hasRemaining()) {
                long tag = ProtobufReader.varint(in);
                switch (ProtobufReader.field(tag)) {
                    case 1 -> dimensions(tag, in, sizes);
                    case 2 -> type = ProtobufReader.varint(in);
                    case 8 ->
                        name = UTF_8.decode(ProtobufReader.nested(tag, in)).toString();
                    case 9 -> data = ProtobufReader.nested(tag, in);
                    default -> ProtobufReader.skip(tag, in);
                }
            }
            return new Tensor(name, type, sizes, data.order(ByteOrder.LITTLE_ENDIAN));
        }

        /** Reads one dimension, or many in packed form. */
        private static void dimensions(long tag, ByteBuffer in, List<Long> sizes) {
            if ((tag & 7) == 0) {
                sizes.add(ProtobufReader.varint(in));
                return;
            }
            ByteBuffer packed = ProtobufReader.nested(tag, in);
            while (packed.hasRemaining()) {
                sizes.add(ProtobufReader.varint(packed));
            }
        }

        float[] floats() {
            if (type == FLOAT) {
                float[] values = new float[data.remaining() / Float.BYTES];
                data.asFloatBuffer().get(values);
                return values;
            }
            if (type != FLOAT16) {
                throw new IllegalArgumentException(name + " is of type " + type);
            }
            FloatBuffer converted = Fp16Conversions.convertFp16BufferToFloatBuffer(data.asShortBuffer());
            float[] values = new float[converted.remaining()];
            converted.get(values);
            return values;
        }
    }
}
