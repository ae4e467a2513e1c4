package io.github.siamese4j.training.cli;

import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.ChannelOrder;
import io.github.siamese4j.OnnxOptions.Layout;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.TwinOutput;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that describe the images an ONNX model of another tool takes. */
final class ForeignOptions {

    /** The preprocessing of a family of models. */
    enum Preset {
        UNIT,
        RAW,
        IMAGENET,
        CLIP,
        ARCFACE,
        EFFICIENTNET_LITE;

        OnnxOptions options() {
            return switch (this) {
                case UNIT -> OnnxOptions.defaults();
                case RAW -> OnnxOptions.raw();
                case IMAGENET -> OnnxOptions.imagenet();
                case CLIP -> OnnxOptions.clip();
                case ARCFACE -> OnnxOptions.arcface();
                case EFFICIENTNET_LITE -> OnnxOptions.efficientNetLite();
            };
        }
    }

    /** A side or two. */
    record Size(int width, int height) {}

    /** The values for black and white. */
    record Range(double low, double high) {}

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            defaultValue = "unit",
            converter = PresetConverter.class,
            completionCandidates = PresetNames.class,
            description =
                    "The preprocessing of a family of models: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE},"
                            + " which is 0..1). The options below change single values.")
    private Preset preset;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = "The order of the input's dimensions: ${COMPLETION-CANDIDATES} (default: found in the file).")
    private @Nullable Layout layout;

    @Option(
            names = "--channels",
            paramLabel = "ORDER",
            description = "The order of the colour channels: ${COMPLETION-CANDIDATES} (default: RGB).")
    private @Nullable ChannelOrder channels;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "The size of the input in pixels, such as 224 or, with width and height, 192x256 (default: found in"
                            + " the file).")
    private @Nullable Size size;

    @Option(
            names = "--fit",
            paramLabel = "FIT",
            description = "The fit of images to that size: ${COMPLETION-CANDIDATES} (default: CENTER_CROP).")
    private @Nullable Fit fit;

    @Option(
            names = "--interpolation",
            paramLabel = "NAME",
            description = "The interpolation for resizing: ${COMPLETION-CANDIDATES} (default: of the preset).")
    private @Nullable Interpolation interpolation;

    @Option(
            names = "--padding",
            paramLabel = "RRGGBB",
            converter = ColourConverter.class,
            description = "The colour of the bars of LETTERBOX, such as 000000 (default: 808080).")
    private @Nullable Integer padding;

    @Option(
            names = "--range",
            paramLabel = "LOW..HIGH",
            converter = RangeConverter.class,
            description = "The values that black and white are brought to, such as 0..1, 0..255 or -1..1 (default: of"
                    + " the preset).")
    private @Nullable Range range;

    @Option(
            names = "--mean",
            paramLabel = "MEAN",
            split = ",",
            hideParamSyntax = true,
            description =
                    "The mean to subtract after that: one number, or three with commas in the model's channel order.")
    private double @Nullable [] mean;

    @Option(
            names = "--std",
            paramLabel = "STD",
            split = ",",
            hideParamSyntax = true,
            description = "The standard deviation to divide by at last: one number, or three with commas.")
    private double @Nullable [] deviation;

    /** Returns the options of the library, with an output and its meaning if they are given. */
    OnnxOptions.Builder builder(@Nullable String output, @Nullable TwinOutput twinOutput) {
        OnnxOptions.Builder options = preset.options().toBuilder();
        set(layout, options::layout);
        set(channels, options::channels);
        set(size, value -> options.size(value.width, value.height));
        set(fit, options::fit);
        set(interpolation, options::interpolation);
        set(padding, options::padding);
        set(range, value -> options.range(value.low, value.high));
        set(mean, options::mean);
        set(deviation, options::deviation);
        set(output, options::output);
        set(twinOutput, options::twinOutput);
        return options;
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private static String name(Preset preset) {
        return preset.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names of the presets, for the help. */
    static final class PresetNames implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Preset.values()).map(ForeignOptions::name).iterator();
        }
    }

    static final class PresetConverter implements ITypeConverter<Preset> {

        @Override
        public Preset convert(String value) {
            String wanted = value.toLowerCase(Locale.ROOT).replace('_', '-');
            return Arrays.stream(Preset.values())
                    .filter(preset -> name(preset).equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "must be one of " + String.join(", ", new PresetNames()) + ": " + value));
        }
    }

    static final class SizeConverter implements ITypeConverter<Size> {

        private static final Pattern SIZE = Pattern.compile("(\\d{1,4})(?:[x×](\\d{1,4}))?");

        @Override
        public Size convert(String value) {
            Matcher matcher = SIZE.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException("must be WIDTHxHEIGHT or one side, such as 224: " + value);
            }
            int width = Integer.parseInt(matcher.group(1));
            return new Size(width, matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2)));
        }
    }

    static final class ColourConverter implements ITypeConverter<Integer> {

        private static final Pattern COLOUR = Pattern.compile("#?([0-9a-fA-F]{6})");

        @Override
        public Integer convert(String value) {
            Matcher matcher = COLOUR.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException("must be six hexadecimal digits RRGGBB, such as 000000: " + value);
            }
            return Integer.parseInt(matcher.group(1), 16);
        }
    }

    static final class RangeConverter implements ITypeConverter<Range> {

        @Override
        public Range convert(String value) {
            int dots = value.indexOf("..");
            try {
                if (dots > 0) {
                    return new Range(
                            Double.parseDouble(value.substring(0, dots)),
                            Double.parseDouble(value.substring(dots + 2)));
                }
            } catch (NumberFormatException e) {
                // Reported below.
            }
            throw new TypeConversionException("must be LOW..HIGH, such as 0..1: " + value);
        }
    }
}
