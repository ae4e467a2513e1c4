package io.github.siamese4j.training.internal.importing;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.ChannelOrder;
import io.github.siamese4j.OnnxOptions.Layout;
import io.github.siamese4j.OnnxOptions.Pooling;
import io.github.siamese4j.internal.graph.EncoderGraph;
import io.github.siamese4j.internal.graph.ForeignGraph;
import io.github.siamese4j.internal.graph.ImageSignature;
import io.github.siamese4j.internal.graph.Onnx;
import io.github.siamese4j.internal.runtime.OnnxRuntime;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A foreign model as it is in its file, run by ONNX Runtime one image at a time. Preprocessing and pooling are computed
 * here, in float64, and share no code with the adapted graph. Used by one thread; close it once.
 */
public final class ForeignReference implements AutoCloseable {

    private static final int CHANNELS = 3;

    private final OrtSession session;
    private final EncoderGraph encoder;
    private final OnnxOptions options;

    private ForeignReference(OrtSession session, EncoderGraph encoder, OnnxOptions options) {
        this.session = session;
        this.encoder = encoder;
        this.options = options;
    }

    /** Loads the file, including the files that it refers to. */
    public static ForeignReference open(Path file, ForeignGraph graph, EncoderGraph encoder, OnnxOptions options) {
        boolean isOutput =
                graph.outputs().stream().anyMatch(output -> output.name().equals(encoder.output()));
        try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
            OrtSession opened = isOutput
                    ? OnnxRuntime.environment().createSession(file.toString(), session)
                    : OnnxRuntime.environment().createSession(inner(graph, encoder), session);
            return new ForeignReference(opened, encoder, options);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Returns the model with a value inside the graph as its output. */
    private static ByteBuffer inner(ForeignGraph graph, EncoderGraph encoder) {
        ForeignGraph needed = graph.reducedTo(Set.of(encoder.output()));
        return needed.unchanged(encoder.output());
    }

    /** Returns the embedding of a picture, RGB of the size of the input. */
    public float[] embed(byte[] rgb) {
        ImageSignature input = encoder.input();
        try (OnnxTensor tensor = tensor(input, options, rgb);
                OrtSession.Result result = session.run(Map.of(input.name(), tensor), Set.of(encoder.output()))) {
            return normalized(pooled(values((OnnxTensor) result.get(0))));
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /**
     * Returns the values of a tensor of float32, float64, float16 or bfloat16.
     *
     * @throws TrainingException {@link Code#RUNTIME_FAILED} if the tensor holds values of another type
     */
    public static double[] values(OnnxTensor tensor) {
        OnnxJavaType type = tensor.getInfo().type;
        return switch (type) {
            case DOUBLE -> {
                DoubleBuffer doubles = tensor.getDoubleBuffer();
                double[] values = new double[doubles.remaining()];
                doubles.get(values);
                yield values;
            }
            case FLOAT, FLOAT16, BFLOAT16 -> {
                FloatBuffer floats = tensor.getFloatBuffer();
                double[] values = new double[floats.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = floats.get(i);
                }
                yield values;
            }
            default ->
                throw new TrainingException(
                        Code.RUNTIME_FAILED,
                        "the foreign graph returns values of the type " + type
                                + ", nothing is written; choose an output of floating-point numbers");
        };
    }

    /** Returns a batch of one picture, RGB of the size of an input, as the input takes it. The caller closes it. */
    public static OnnxTensor tensor(ImageSignature input, OnnxOptions options, byte[] rgb) throws OrtException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(rgb.length * Double.BYTES).order(ByteOrder.nativeOrder());
        int pixels = rgb.length / CHANNELS;
        for (int i = 0; i < rgb.length; i++) {
            boolean planes = input.layout() == Layout.NCHW;
            int channel = planes ? i / pixels : i % CHANNELS;
            int pixel = planes ? i % pixels : i / CHANNELS;
            int source = options.channels() == ChannelOrder.BGR ? CHANNELS - 1 - channel : channel;
            put(options, buffer, input.type(), rgb[pixel * CHANNELS + source] & 0xFF, channel);
        }
        return OnnxTensor.createTensor(
                OnnxRuntime.environment(), buffer.flip(), input.shape(1), javaType(input.type()));
    }

    private static void put(OnnxOptions options, ByteBuffer buffer, int type, int level, int channel) {
        double value = options.low() + level / 255.0 * (options.high() - options.low());
        value = (value - of(options.mean(), channel)) / of(options.deviation(), channel);
        switch (type) {
            case Onnx.FLOAT -> buffer.putFloat((float) value);
            case Onnx.DOUBLE -> buffer.putDouble(value);
            case Onnx.FLOAT16 -> buffer.putShort(Fp16Conversions.floatToFp16((float) value));
            case Onnx.BFLOAT16 -> buffer.putShort(Fp16Conversions.floatToBf16((float) value));
            case Onnx.INT32 -> buffer.putInt(level);
            case Onnx.INT64 -> buffer.putLong(level);
            default -> buffer.put((byte) level);
        }
    }

    private static double of(List<Double> values, int channel) {
        return values.get(values.size() == 1 ? 0 : channel);
    }

    private static OnnxJavaType javaType(int type) {
        return switch (type) {
            case Onnx.FLOAT -> OnnxJavaType.FLOAT;
            case Onnx.DOUBLE -> OnnxJavaType.DOUBLE;
            case Onnx.FLOAT16 -> OnnxJavaType.FLOAT16;
            case Onnx.BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case Onnx.INT32 -> OnnxJavaType.INT32;
            case Onnx.INT64 -> OnnxJavaType.INT64;
            default -> OnnxJavaType.UINT8;
        };
    }

    private double[] pooled(double[] values) {
        Pooling pooling = options.pooling().orElse(Pooling.NONE);
        if (pooling == Pooling.NONE) {
            return values;
        }
        int dimension = encoder.dimension();
        int places = values.length / dimension;
        double[] pooled = new double[dimension];
        for (int d = 0; d < dimension; d++) {
            for (int place = 0; place < (pooling == Pooling.MEAN ? places : 1); place++) {
                pooled[d] += encoder.channelsFirst() ? values[d * places + place] : values[place * dimension + d];
            }
            pooled[d] /= pooling == Pooling.MEAN ? places : 1;
        }
        return pooled;
    }

    private float[] normalized(double[] values) {
        double length = 0;
        for (double value : values) {
            length += value * value;
        }
        double divisor = options.normalize() && length > 0 ? Math.sqrt(length) : 1;
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (values[i] / divisor);
        }
        return result;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static TrainingException failed(OrtException cause) {
        return new TrainingException(
                Code.RUNTIME_FAILED,
                "ONNX Runtime cannot run the foreign graph, nothing is written: " + cause.getMessage(),
                cause);
    }
}
