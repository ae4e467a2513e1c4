package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The use of an ONNX model that another tool has written: the images it takes and the embedding it gives. Whatever the
 * file says, such as the size and the layout of its input, can be left out. Immutable.
 *
 * <p>A preset holds the preprocessing of a family of models; its builder changes single values:
 *
 * <pre>{@code
 * OnnxOptions options = OnnxOptions.imagenet().toBuilder()
 *         .pooling(OnnxOptions.Pooling.MEAN)
 *         .normalize(true)
 *         .build();
 * }</pre>
 *
 * <p>A channel value p in 0..255 becomes (v − mean) / deviation, where v = low + p / 255 · (high − low). Models that
 * take integers get p unchanged.
 */
public final class OnnxOptions {

    private static final int MAX_SIDE = 4096;

    private final Builder values;

    private OnnxOptions(Builder values) {
        this.values = values;
    }

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

    /**
     * {@return RGB in 0..1 without mean and deviation; the centre of the image with bilinear interpolation} Everything
     * else is found in the file.
     */
    public static OnnxOptions defaults() {
        return builder().build();
    }

    /** {@return as {@link #defaults()}, but in 0..255} */
    public static OnnxOptions raw() {
        return builder().range(0, 255).build();
    }

    /**
     * {@return as {@link #defaults()}, then minus (0.485, 0.456, 0.406) and divided by (0.229, 0.224, 0.225)} The
     * preprocessing of torchvision, timm and many others. Programs often resize to 256 and then cut 224 pixels out of
     * the centre; here the whole shorter side is used.
     */
    public static OnnxOptions imagenet() {
        return builder()
                .mean(0.485, 0.456, 0.406)
                .deviation(0.229, 0.224, 0.225)
                .build();
    }

    /**
     * {@return as {@link #defaults()} with bicubic interpolation, then minus (0.48145466, 0.4578275, 0.40821073) and
     * divided by (0.26862954, 0.26130258, 0.27577711)} The preprocessing of CLIP.
     */
    public static OnnxOptions clip() {
        return builder()
                .interpolation(Interpolation.BICUBIC)
                .mean(0.48145466, 0.4578275, 0.40821073)
                .deviation(0.26862954, 0.26130258, 0.27577711)
                .build();
    }

    /**
     * {@return as {@link #defaults()}, but in −1..1, (p − 127.5) / 127.5} The preprocessing of ArcFace models, whose
     * images are aligned faces of 112 × 112 pixels.
     */
    public static OnnxOptions arcface() {
        return builder().range(-1, 1).build();
    }

    /**
     * {@return as {@link #defaults()} with bicubic interpolation, but (p − 127) / 128} The preprocessing of
     * EfficientNet-Lite.
     */
    public static OnnxOptions efficientNetLite() {
        return builder()
                .interpolation(Interpolation.BICUBIC)
                .range(0, 255)
                .mean(127)
                .deviation(128)
                .build();
    }

    /** {@return a builder with the values of {@link #defaults()}} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder with the values of these options} */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** {@return the order of the dimensions of the model's input; empty to find it in the file} */
    public Optional<Layout> layout() {
        return values.layout;
    }

    /** {@return the order of the colour channels} */
    public ChannelOrder channels() {
        return values.channels;
    }

    /** {@return the width of the input in pixels; empty to find it in the file} */
    public OptionalInt width() {
        return values.width;
    }

    /** {@return the height of the input in pixels; empty to find it in the file} */
    public OptionalInt height() {
        return values.height;
    }

    /** {@return the fit of images of another shape} */
    public Fit fit() {
        return values.fit;
    }

    /** {@return the interpolation for resizing} */
    public Interpolation interpolation() {
        return values.interpolation;
    }

    /** {@return the colour {@code 0xRRGGBB} of the bars that {@link Fit#LETTERBOX} leaves} */
    public int padding() {
        return values.padding;
    }

    /** {@return the value that a channel value of 0 is brought to} */
    public double low() {
        return values.low;
    }

    /** {@return the value that a channel value of 255 is brought to} */
    public double high() {
        return values.high;
    }

    /** {@return the value to subtract after that; one, or three in the model's channel order} */
    public List<Double> mean() {
        return values.mean;
    }

    /** {@return the value to divide by at last; one, or three in the model's channel order} */
    public List<Double> deviation() {
        return values.deviation;
    }

    /** {@return the name of the output or inner value that holds the embedding; empty if there is one output} */
    public Optional<String> output() {
        return values.output;
    }

    /** {@return the way from positions or tokens to one vector; empty if the output has none} */
    public Optional<Pooling> pooling() {
        return values.pooling;
    }

    /** {@return whether the embedding is divided by its Euclidean length; a zero vector stays zero} */
    public boolean normalize() {
        return values.normalize;
    }

    /** {@return the meaning of the output of a twin; empty to find it in the file} */
    public Optional<TwinOutput> twinOutput() {
        return values.twinOutput;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OnnxOptions that && values.list().equals(that.values.list());
    }

    @Override
    public int hashCode() {
        return values.list().hashCode();
    }

    @Override
    public String toString() {
        return "OnnxOptions" + values.list();
    }

    /** Builds options. Not thread-safe. */
    public static final class Builder {

        private Optional<Layout> layout = Optional.empty();
        private ChannelOrder channels = ChannelOrder.RGB;
        private OptionalInt width = OptionalInt.empty();
        private OptionalInt height = OptionalInt.empty();
        private Fit fit = Fit.CENTER_CROP;
        private Interpolation interpolation = Interpolation.BILINEAR;
        private int padding = 0x808080;
        private double low;
        private double high = 1;
        private List<Double> mean = List.of(0.0);
        private List<Double> deviation = List.of(1.0);
        private Optional<String> output = Optional.empty();
        private Optional<Pooling> pooling = Optional.empty();
        private boolean normalize;
        private Optional<TwinOutput> twinOutput = Optional.empty();

        private Builder() {}

        private Builder(Builder other) {
            layout = other.layout;
            channels = other.channels;
            width = other.width;
            height = other.height;
            fit = other.fit;
            interpolation = other.interpolation;
            padding = other.padding;
            low = other.low;
            high = other.high;
            mean = other.mean;
            deviation = other.deviation;
            output = other.output;
            pooling = other.pooling;
            normalize = other.normalize;
            twinOutput = other.twinOutput;
        }

        /** Sets the order of the dimensions of the model's input. */
        public Builder layout(Layout value) {
            this.layout = Optional.of(requireNonNull(value, "layout"));
            return this;
        }

        /** Sets the order of the colour channels. */
        public Builder channels(ChannelOrder value) {
            this.channels = requireNonNull(value, "channels");
            return this;
        }

        /** Sets the size of the input in pixels; each side is in 1..4096. */
        public Builder size(int width, int height) {
            requireSide("width", width);
            requireSide("height", height);
            this.width = OptionalInt.of(width);
            this.height = OptionalInt.of(height);
            return this;
        }

        /** Sets the fit of images of another shape. */
        public Builder fit(Fit value) {
            this.fit = requireNonNull(value, "fit");
            return this;
        }

        /** Sets the interpolation for resizing. */
        public Builder interpolation(Interpolation value) {
            this.interpolation = requireNonNull(value, "interpolation");
            return this;
        }

        /** Sets the colour {@code 0xRRGGBB} of the bars that {@link Fit#LETTERBOX} leaves. */
        public Builder padding(int rgb) {
            if ((rgb & 0xFF000000) != 0) {
                throw new IllegalArgumentException("padding must be 0xRRGGBB: 0x" + Integer.toHexString(rgb));
            }
            this.padding = rgb;
            return this;
        }

        /** Sets the values that channel values of 0 and 255 are brought to; {@code low} is less than {@code high}. */
        public Builder range(double low, double high) {
            if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
                throw new IllegalArgumentException("low must be less than high: " + low + " and " + high);
            }
            this.low = low;
            this.high = high;
            return this;
        }

        /** Sets the value to subtract after that: one, or three in the model's channel order. */
        public Builder mean(double... values) {
            this.mean = requireChannels("mean", values);
            return this;
        }

        /** Sets the value to divide by at last: one, or three in the model's channel order; positive. */
        public Builder deviation(double... values) {
            List<Double> divisors = requireChannels("deviation", values);
            if (divisors.stream().anyMatch(value -> value <= 0)) {
                throw new IllegalArgumentException("deviation must be positive: " + divisors);
            }
            this.deviation = divisors;
            return this;
        }

        /** Sets the name of the output that holds the embedding, or of a value inside the graph. */
        public Builder output(String name) {
            this.output = Optional.of(requireNonNull(name, "output"));
            return this;
        }

        /** Sets the way from an output with positions or tokens to one vector. */
        public Builder pooling(Pooling value) {
            this.pooling = Optional.of(requireNonNull(value, "pooling"));
            return this;
        }

        /** Sets whether the embedding is divided by its Euclidean length. */
        public Builder normalize(boolean value) {
            this.normalize = value;
            return this;
        }

        /** Sets the meaning of the output of a twin. */
        public Builder twinOutput(TwinOutput value) {
            this.twinOutput = Optional.of(requireNonNull(value, "twinOutput"));
            return this;
        }

        /** {@return the options} */
        public OnnxOptions build() {
            return new OnnxOptions(new Builder(this));
        }

        private List<Object> list() {
            return List.of(
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

        private static void requireSide(String name, int side) {
            if (side < 1 || side > MAX_SIDE) {
                throw new IllegalArgumentException(name + " must be in 1.." + MAX_SIDE + ": " + side);
            }
        }

        private static List<Double> requireChannels(String name, double... values) {
            List<Double> list =
                    Arrays.stream(requireNonNull(values, name)).boxed().toList();
            if ((list.size() != 1 && list.size() != 3) || !list.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(name + " must have one or three finite values: " + list);
            }
            return list;
        }
    }
}
