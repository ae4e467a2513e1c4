package io.github.siamese4j.internal.graph;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.Layout;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An input of a graph that takes images: what the file says, completed by the options.
 *
 * @param name the name of the input
 * @param type the element type, one of {@link Onnx}
 * @param batch the fixed size of the batch, or {@link ValueInfo#FREE}
 */
public record ImageSignature(String name, int type, Layout layout, int width, int height, long batch) {

    static final int CHANNELS = 3;

    private static final int MAX_SIDE = 4096;

    private static final Set<Integer> FLOATS = Set.of(Onnx.FLOAT, Onnx.FLOAT16, Onnx.BFLOAT16, Onnx.DOUBLE);
    private static final Set<Integer> INTEGERS = Set.of(Onnx.UINT8, Onnx.INT32, Onnx.INT64);

    /**
     * Completes an input of a graph. Throws {@code MODEL_MISMATCH} if the options contradict the file, or if neither
     * says what is needed.
     */
    public static ImageSignature of(String location, ValueInfo input, OnnxOptions options) {
        String problem = location + ": input " + input;
        if (!FLOATS.contains(input.type()) && !INTEGERS.contains(input.type())) {
            throw mismatch(problem + " must have the type float32, float16, float64, bfloat16, uint8, int32 or int64");
        }
        if (input.shape().isPresent() && input.shape().get().size() != 4) {
            throw mismatch(problem + " must have four dimensions: batch, channels, height and width");
        }
        Layout layout = layout(problem, input, options);
        boolean channelsFirst = layout == Layout.NCHW;
        int height = side(problem, "height", input.dim(channelsFirst ? 2 : 1), options.height());
        int width = side(problem, "width", input.dim(channelsFirst ? 3 : 2), options.width());
        ImageSignature signature = new ImageSignature(input.name(), input.type(), layout, width, height, input.dim(0));
        if (signature.takesIntegers()) {
            requireUnscaled(problem, options);
        }
        return signature;
    }

    private static Layout layout(String problem, ValueInfo input, OnnxOptions options) {
        boolean first = couldBeChannels(input.dim(1));
        boolean last = couldBeChannels(input.dim(3));
        if (!first && !last) {
            throw mismatch(problem + " must have 3 channels, in the second or the last dimension");
        }
        if (options.layout().isPresent()) {
            Layout said = options.layout().get();
            if (said == Layout.NCHW ? first : last) {
                return said;
            }
            throw mismatch(problem + " does not have the layout " + said + "; leave out layout, or use "
                    + (first ? Layout.NCHW : Layout.NHWC));
        }
        boolean surelyFirst = input.dim(1) == CHANNELS;
        boolean surelyLast = input.dim(3) == CHANNELS;
        if (surelyFirst != surelyLast) {
            return surelyFirst ? Layout.NCHW : Layout.NHWC;
        }
        if (first != last) {
            return first ? Layout.NCHW : Layout.NHWC;
        }
        throw mismatch(problem + " does not show where the channels are; say layout NCHW (usual for PyTorch) or NHWC"
                + " (usual for Keras and TensorFlow)");
    }

    private static boolean couldBeChannels(long size) {
        return size == CHANNELS || size == ValueInfo.FREE;
    }

    private static int side(String problem, String name, long inFile, OptionalInt said) {
        if (inFile == ValueInfo.FREE) {
            return said.orElseThrow(() -> mismatch(
                    problem + " has no fixed " + name + "; say the size that the model was trained with, such as 224"));
        }
        if (said.isPresent() && said.getAsInt() != inFile) {
            throw mismatch(
                    problem + " has the " + name + " " + inFile + ", not " + said.getAsInt() + "; leave out size");
        }
        if (inFile > MAX_SIDE) {
            throw mismatch(problem + " has the " + name + " " + inFile + ", but a side has at most " + MAX_SIDE
                    + " pixels; export it for smaller images");
        }
        return (int) inFile;
    }

    private static void requireUnscaled(String problem, OnnxOptions options) {
        OnnxOptions defaults = OnnxOptions.defaults();
        boolean scaled = !options.mean().equals(defaults.mean())
                || !options.deviation().equals(defaults.deviation())
                || !List.of(List.of(0.0, 1.0), List.of(0.0, 255.0)).contains(List.of(options.low(), options.high()));
        if (scaled) {
            throw mismatch(problem + " takes integers, so the model scales pixels itself; leave out preset, range, mean"
                    + " and deviation");
        }
    }

    private static ModelException mismatch(String message) {
        return new ModelException(ErrorCode.MODEL_MISMATCH, message);
    }

    /** Returns whether the model takes channel values of 0..255 as integers. */
    boolean takesIntegers() {
        return INTEGERS.contains(type);
    }

    /** Returns the shape of a batch that the input takes. */
    public long[] shape(long images) {
        return layout == Layout.NCHW
                ? new long[] {images, CHANNELS, height, width}
                : new long[] {images, height, width, CHANNELS};
    }
}
