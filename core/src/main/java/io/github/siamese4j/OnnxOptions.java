package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The use of an ONNX model that another tool has written: the images it takes and the embedding it gives. Whatever the
 * file says, such as the size and the layout of its input, can be left out. Immutable.
 *
 * <p>A preset holds the preprocessing of a family of models; the other methods change one value:
 *
 * <pre>{@code
 * OnnxOptions options = OnnxOptions.imagenet().withPooling(OnnxOptions.Pooling.MEAN).withNormalize(true);
 * }</pre>
 *
 * <p>A channel value p in 0..255 becomes (v − mean) / deviation, where v = low + p / 255 · (high − low). Models that
 * take integers get p unchanged.
 *
 * @param layout the order of the dimensions of the model's input; empty to find it in the file
 * @param channels the order of the colour channels
 * @param width the width of the input in pixels; empty to find it in the file
 * @param height the height of the input in pixels; empty to find it in the file
 * @param fit the fit of images of another shape
 * @param interpolation the interpolation for resizing
 * @param padding the colour {@code 0xRRGGBB} of the bars that {@link Fit#LETTERBOX} leaves
 * @param low the value that a channel value of 0 is brought to
 * @param high the value that a channel value of 255 is brought to, above {@code low}
 * @param mean the value to subtract after that; one for all channels, or three in the model's channel order
 * @param deviation the value to divide by at last; one for all channels, or three in the model's channel order;
 *     positive
 * @param output the name of the output that holds the embedding, or of a value inside the graph; empty if the model has
 *     one output
 * @param pooling the way from an output with positions or tokens to one vector; empty if the output has none
 * @param normalize whether the embedding is divided by its Euclidean length; a zero vector stays zero
 * @param twinOutput the meaning of the output of a twin; empty to find it in the file
 */
public record OnnxOptions(
        Optional<Layout> layout,
        ChannelOrder channels,
        OptionalInt width,
        OptionalInt height,
        Fit fit,
        Interpolation interpolation,
        int padding,
        double low,
        double high,
        List<Double> mean,
        List<Double> deviation,
        Optional<String> output,
        Optional<Pooling> pooling,
        boolean normalize,
        Optional<TwinOutput> twinOutput) {

    private static final int MAX_SIDE = 4096;
    private static final int GREY = 0x808080;
    private static final OnnxOptions DEFAULTS = new OnnxOptions(
            Optional.empty(),
            ChannelOrder.RGB,
            OptionalInt.empty(),
            OptionalInt.empty(),
            Fit.CENTER_CROP,
            Interpolation.BILINEAR,
            GREY,
            0,
            1,
            List.of(0.0),
            List.of(1.0),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());

    /** The order of the dimensions of an image batch. */
    public enum Layout {
        /** Batch, channel, row, column; usual for PyTorch. */
        NCHW,
        /** Batch, row, column, channel; usual for Keras and TensorFlow. */
        NHWC
    }

    /** The order of the colour channels. */
    public enum ChannelOrder {
        /** Red, green, blue. */
        RGB,
        /** Blue, green, red; usual for models trained with OpenCV or Caffe. */
        BGR
    }

    /** The way from an output with positions or tokens to one vector. */
    public enum Pooling {
        /**
         * The mean over all positions of {@code [N, C, H, W]} or {@code [N, H, W, C]}, or over all tokens of {@code [N,
         * T, C]}.
         */
        MEAN,
        /** The first token of {@code [N, T, C]}, which is the class token of a vision transformer. */
        CLASS_TOKEN,
        /** All values, in the order of the output. */
        NONE
    }

    /** Checks the ranges. */
    public OnnxOptions {
        requireNonNull(layout, "layout");
        requireNonNull(channels, "channels");
        requireSide("width", width);
        requireSide("height", height);
        requireNonNull(fit, "fit");
        requireNonNull(interpolation, "interpolation");
        if ((padding & 0xFF000000) != 0) {
            throw new IllegalArgumentException("padding must be 0xRRGGBB: 0x" + Integer.toHexString(padding));
        }
        if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
            throw new IllegalArgumentException("low must be less than high: " + low + " and " + high);
        }
        mean = requireChannels("mean", mean);
        deviation = requireChannels("deviation", deviation);
        if (deviation.stream().anyMatch(value -> !(value > 0))) {
            throw new IllegalArgumentException("deviation must be positive: " + deviation);
        }
        requireNonNull(output, "output");
        requireNonNull(pooling, "pooling");
        requireNonNull(twinOutput, "twinOutput");
    }

    private static void requireSide(String name, OptionalInt side) {
        if (side.isPresent() && (side.getAsInt() < 1 || side.getAsInt() > MAX_SIDE)) {
            throw new IllegalArgumentException(name + " must be in 1.." + MAX_SIDE + ": " + side.getAsInt());
        }
    }

    private static List<Double> requireChannels(String name, List<Double> values) {
        if ((values.size() != 1 && values.size() != 3) || !values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(name + " must have one or three finite values: " + values);
        }
        return List.copyOf(values);
    }

    /**
     * {@return RGB in 0..1 without mean and deviation; the centre of the image with bilinear interpolation} Everything
     * else is found in the file.
     */
    public static OnnxOptions defaults() {
        return DEFAULTS;
    }

    /** {@return as {@link #defaults()}, but in 0..255} */
    public static OnnxOptions raw() {
        return DEFAULTS.withRange(0, 255);
    }

    /**
     * {@return as {@link #defaults()}, then minus (0.485, 0.456, 0.406) and divided by (0.229, 0.224, 0.225)} The
     * preprocessing of torchvision, timm and many others. Programs often resize to 256 and then cut 224 pixels out of
     * the centre; here the whole shorter side is used.
     */
    public static OnnxOptions imagenet() {
        return DEFAULTS.withMean(0.485, 0.456, 0.406).withDeviation(0.229, 0.224, 0.225);
    }

    /**
     * {@return as {@link #defaults()} with bicubic interpolation, then minus (0.48145466, 0.4578275, 0.40821073) and
     * divided by (0.26862954, 0.26130258, 0.27577711)} The preprocessing of CLIP.
     */
    public static OnnxOptions clip() {
        return DEFAULTS.withInterpolation(Interpolation.BICUBIC)
                .withMean(0.48145466, 0.4578275, 0.40821073)
                .withDeviation(0.26862954, 0.26130258, 0.27577711);
    }

    /**
     * {@return as {@link #defaults()}, but in −1..1, (p − 127.5) / 127.5} The preprocessing of ArcFace models, whose
     * images are aligned faces of 112 × 112 pixels.
     */
    public static OnnxOptions arcface() {
        return DEFAULTS.withRange(-1, 1);
    }

    /**
     * {@return as {@link #defaults()} with bicubic interpolation, but (p − 127) / 128} The preprocessing of
     * EfficientNet-Lite.
     */
    public static OnnxOptions efficientNetLite() {
        return DEFAULTS.withInterpolation(Interpolation.BICUBIC)
                .withRange(0, 255)
                .withMean(127)
                .withDeviation(128);
    }

    /**
     * {@return a copy with another layout}
     *
     * @param other the order of the dimensions of the model's input
     */
    public OnnxOptions withLayout(Layout other) {
        return new OnnxOptions(
                Optional.of(other),
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another channel order}
     *
     * @param other the order of the colour channels
     */
    public OnnxOptions withChannels(ChannelOrder other) {
        return new OnnxOptions(
                layout,
                other,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another size}
     *
     * @param width the width of the input in pixels, in 1..4096
     * @param height the height of the input in pixels, in 1..4096
     */
    public OnnxOptions withSize(int width, int height) {
        return new OnnxOptions(
                layout,
                channels,
                OptionalInt.of(width),
                OptionalInt.of(height),
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another fit}
     *
     * @param other the fit of images of another shape
     */
    public OnnxOptions withFit(Fit other) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                other,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another interpolation}
     *
     * @param other the interpolation for resizing
     */
    public OnnxOptions withInterpolation(Interpolation other) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                other,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another range}
     *
     * @param low the value for a channel value of 0
     * @param high the value for a channel value of 255, above {@code low}
     */
    public OnnxOptions withRange(double low, double high) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another mean}
     *
     * @param values one value, or three in the model's channel order
     */
    public OnnxOptions withMean(double... values) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                list(values),
                deviation,
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another deviation}
     *
     * @param values one value, or three in the model's channel order; positive
     */
    public OnnxOptions withDeviation(double... values) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                list(values),
                output,
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another output}
     *
     * @param other the name of an output, or of a value inside the graph
     */
    public OnnxOptions withOutput(String other) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                Optional.of(other),
                pooling,
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with another pooling}
     *
     * @param other the way to one vector
     */
    public OnnxOptions withPooling(Pooling other) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                Optional.of(other),
                normalize,
                twinOutput);
    }

    /**
     * {@return a copy with or without normalization}
     *
     * @param other whether the embedding is divided by its Euclidean length
     */
    public OnnxOptions withNormalize(boolean other) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                other,
                twinOutput);
    }

    /**
     * {@return a copy with another meaning of the output of a twin}
     *
     * @param other the meaning of the output
     */
    public OnnxOptions withTwinOutput(TwinOutput other) {
        return new OnnxOptions(
                layout,
                channels,
                width,
                height,
                fit,
                interpolation,
                padding,
                low,
                high,
                mean,
                deviation,
                output,
                pooling,
                normalize,
                Optional.of(other));
    }

    private static List<Double> list(double... values) {
        return Arrays.stream(values).boxed().toList();
    }
}
