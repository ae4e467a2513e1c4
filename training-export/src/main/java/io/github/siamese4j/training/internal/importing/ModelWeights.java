package io.github.siamese4j.training.internal.importing;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterNames;
import io.github.siamese4j.training.internal.network.PartialWeights;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the weights of a model directory. Weights stored as float16 or int8 are converted as for inference. */
final class ModelWeights {
    private static final Pattern CONVOLUTION = Pattern.compile("conv(\\d{1,3})_(\\d{1,3})\\.(weight|bias)");
    private static final Pattern DENSE = Pattern.compile("(hidden|output)\\.(weight|bias)");

    private final Path directory;
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();

    private ModelWeights(Path directory) {
        this.directory = directory;
    }

    static PartialWeights read(Path directory) {
        return new ModelWeights(directory).read();
    }

    private PartialWeights read() {
        ModelDirectory model;
        try {
            model = ModelDirectory.read(directory);
        } catch (ModelException e) {
            throw new TrainingException(Code.CHECKPOINT_INVALID, String.valueOf(e.getMessage()), e);
        }
        GraphProto encoder = graph(model.encoder());
        Stream.concat(Stream.of(encoder), model.scorer().map(this::graph).stream())
                .flatMap(graph -> graph.getInitializerList().stream())
                .forEach(tensor -> initializers.put(tensor.getName(), tensor));
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        for (String stored : initializers.keySet()) {
            String name = stored.replaceFirst("\\.(float16|int8)$", "");
            ourName(name).ifPresent(ours -> tensors.put(ours, tensor(name)));
        }
        InputScaling scaling = initializers.containsKey("offset") ? InputScaling.INVERTED : InputScaling.UNIT;
        PartialWeights weights =
                new PartialWeights("model " + directory, tensors, Optional.empty(), Optional.of(scaling), List.of());
        int blocks = weights.blocks().size();
        if (blocks == 0) {
            throw invalid("its encoder has no convolutions named conv1_1, conv1_2, …", null);
        }
        // Input is [N, H, W, 3].
        var sizes = encoder.getInput(0).getType().getTensorType().getShape().getDimList();
        Grid grid = new Grid((int) (sizes.get(1).getDimValue() >> blocks), (int)
                (sizes.get(2).getDimValue() >> blocks));
        return new PartialWeights(weights.origin(), tensors, Optional.of(grid), weights.scaling(), List.of());
    }

    private static Optional<String> ourName(String name) {
        Matcher convolution = CONVOLUTION.matcher(name);
        if (convolution.matches()) {
            int block = Integer.parseInt(convolution.group(1));
            int number = Integer.parseInt(convolution.group(2));
            return Optional.of(ParameterNames.conv(block, number) + "." + convolution.group(3));
        }
        return DENSE.matcher(name).matches() ? Optional.of("head." + name) : Optional.empty();
    }

    private FloatTensor tensor(String name) {
        TensorProto exact = initializers.get(name);
        if (exact != null) {
            return new FloatTensor(shape(exact), floats(exact));
        }
        TensorProto half = initializers.get(name + ".float16");
        if (half != null) {
            return new FloatTensor(shape(half), halves(half));
        }
        TensorProto quantized = required(name + ".int8");
        return new FloatTensor(shape(quantized), dequantized(quantized, floats(required(name + ".scale"))));
    }

    private TensorProto required(String name) {
        TensorProto tensor = initializers.get(name);
        if (tensor == null) {
            throw invalid(name + " is missing", null);
        }
        return tensor;
    }

    private float[] floats(TensorProto tensor) {
        float[] values = new float[count(tensor, Float.BYTES)];
        bytes(tensor).asFloatBuffer().get(values);
        return values;
    }

    private float[] halves(TensorProto tensor) {
        float[] values = new float[count(tensor, Short.BYTES)];
        ByteBuffer bytes = bytes(tensor);
        for (int i = 0; i < values.length; i++) {
            values[i] = Fp16Conversions.fp16ToFloat(bytes.getShort());
        }
        return values;
    }

    /** Returns int8 values multiplied by the scale of their output channel, the first dimension. */
    private float[] dequantized(TensorProto tensor, float[] scales) {
        float[] values = new float[count(tensor, 1)];
        if (scales.length == 0 || tensor.getDims(0) != scales.length) {
            throw invalid(tensor.getName() + " has " + scales.length + " scales", null);
        }
        ByteBuffer bytes = bytes(tensor);
        int perChannel = values.length / scales.length;
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.get() * scales[i / perChannel];
        }
        return values;
    }

    private static ByteBuffer bytes(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private int count(TensorProto tensor, int bytesPerValue) {
        long count = shape(tensor).size();
        if (count * bytesPerValue != tensor.getRawData().size()) {
            throw invalid(
                    tensor.getName() + " has " + tensor.getRawData().size() + " bytes for " + count + " values", null);
        }
        return (int) count;
    }

    private static Shape shape(TensorProto tensor) {
        return new Shape(tensor.getDimsList());
    }

    private GraphProto graph(OnnxFile file) {
        try {
            return ModelProto.parseFrom(file.bytes().duplicate()).getGraph();
        } catch (InvalidProtocolBufferException e) {
            throw invalid(file.location() + " is not ONNX", e);
        }
    }

    private TrainingException invalid(String why, @Nullable Throwable cause) {
        return new TrainingException(
                Code.CHECKPOINT_INVALID,
                directory + " is not a model of a twin network: " + why + "; use a model written by siamese4j export",
                cause);
    }
}
