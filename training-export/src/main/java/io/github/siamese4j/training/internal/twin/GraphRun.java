package io.github.siamese4j.training.internal.twin;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import io.github.siamese4j.internal.runtime.OnnxRuntime;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.importing.ForeignReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Runs a graph on random inputs and returns values from its inside. */
final class GraphRun {

    /** The batch size of a graph with a free batch dimension. Odd, so that halves cannot be confused with sizes. */
    private static final int BATCH = 3;

    private static final int LEVELS = 256;
    private static final int SEED = 11;

    private final ModelProto model;
    private final List<ValueInfoProto> inputs;
    private final long batch;

    /** Prepares runs of a graph whose inputs are tensors of numbers. */
    GraphRun(GraphView graph) {
        this.model = graph.model();
        this.inputs = graph.inputs();
        this.batch = isFree(inputs.get(0)) ? BATCH : 1;
    }

    /** A tensor. The numbers are empty unless it holds float32, float64 or float16. */
    @SuppressWarnings("ArrayRecordComponent") // never compared or changed
    record Values(OnnxJavaType type, long[] shape, float[] numbers) {

        /** Returns the number of values of a tensor of the given shape. */
        static int size(long... shape) {
            long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            return Math.toIntExact(size);
        }
    }

    /** Returns the batch size of the runs. */
    long batch() {
        return batch;
    }

    /** Returns whether the first dimension of an input is free. */
    static boolean isFree(ValueInfoProto input) {
        List<Dimension> sides = input.getType().getTensorType().getShape().getDimList();
        return !sides.isEmpty() && !sides.get(0).hasDimValue();
    }

    /** Returns the values of the given names, for inputs that are always the same. */
    Map<String, Values> run(Collection<String> names) {
        ModelProto.Builder open = model.toBuilder();
        open.getGraphBuilder().clearOutput();
        for (String name : new TreeSet<>(names)) {
            open.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(name));
        }
        OrtEnvironment environment = OnnxRuntime.environment();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (OrtSession.SessionOptions options = quiet();
                OrtSession session = environment.createSession(open.build().toByteArray(), options)) {
            Random random = new Random(SEED);
            for (ValueInfoProto input : inputs) {
                tensors.put(input.getName(), tensor(environment, input, random));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                Map<String, Values> values = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> entry : result) {
                    values.put(entry.getKey(), values((OnnxTensor) entry.getValue()));
                }
                return values;
            }
        } catch (OrtException e) {
            throw new TrainingException(Code.RUNTIME_FAILED, "ONNX Runtime cannot run the twin: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    /** Returns options without warnings, because parts of the graph are left out on purpose. */
    static OrtSession.SessionOptions quiet() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return options;
    }

    private static Values values(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        boolean floats = Set.of(OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.FLOAT16)
                .contains(info.type);
        double[] values = floats ? ForeignReference.values(tensor) : new double[0];
        float[] numbers = new float[values.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) values[i];
        }
        return new Values(info.type, info.getShape(), numbers);
    }

    private OnnxTensor tensor(OrtEnvironment environment, ValueInfoProto input, Random random) throws OrtException {
        long[] shape = input.getType().getTensorType().getShape().getDimList().stream()
                .mapToLong(Dimension::getDimValue)
                .toArray();
        shape[0] = batch;
        int size = Values.size(shape);
        DataType type = DataType.forNumber(input.getType().getTensorType().getElemType());
        ByteBuffer bytes = ByteBuffer.allocateDirect(size * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < size; i++) {
            float value = random.nextFloat();
            int level = (int) (value * LEVELS);
            switch (type) {
                case FLOAT -> bytes.putFloat(value);
                case DOUBLE -> bytes.putDouble(value);
                case FLOAT16 -> bytes.putShort(Fp16Conversions.floatToFp16(value));
                case BFLOAT16 -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
                case INT32 -> bytes.putInt(level);
                case INT64 -> bytes.putLong(level);
                default -> bytes.put((byte) level);
            }
        }
        OnnxJavaType java = switch (type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            default -> OnnxJavaType.UINT8;
        };
        return OnnxTensor.createTensor(environment, bytes.flip(), shape, java);
    }
}
