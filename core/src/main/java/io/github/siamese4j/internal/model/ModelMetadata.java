package io.github.siamese4j.internal.model;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.features.FeatureDescription;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of {@code encoder.onnx}; {@code docs/model-format.md} lists the keys. The id of the encoder is the
 * SHA-256 of its graph. The metric is empty if {@code scorer.onnx} scores two embeddings.
 */
public record ModelMetadata(
        String encoderId,
        String name,
        Input input,
        Optional<Metric> metric,
        double threshold,
        Optional<Calibration> calibration) {

    /** The version of the model format. */
    public static final String FORMAT = "1";

    /** The prefix of all keys. */
    public static final String PREFIX = "siamese4j.";

    /** The key of the threshold, without prefix. */
    public static final String THRESHOLD = "threshold";

    /** The key of the calibration, without prefix. */
    public static final String CALIBRATION = "calibration";

    private static final String PICTURES = "image";
    private static final String FEATURES = "features";
    private static final String SCORER_GRAPH = "onnx";
    /** The threshold of a model without one. */
    public static final double DEFAULT_THRESHOLD = 0.5;

    /** The kind of input of an encoder. */
    public sealed interface Input {}

    /** Images. The padding is the colour of letterbox bars, {@code 0xRRGGBB}. */
    public record Pictures(Fit fit, Interpolation interpolation, int padding) implements Input {}

    /** Feature vectors, with a description unless it is unknown how images give them. */
    public record Features(Optional<FeatureDescription> description) implements Input {}

    /** Creates metadata without calibration. */
    public ModelMetadata(String encoderId, String name, Input input, Optional<Metric> metric, double threshold) {
        this(encoderId, name, input, metric, threshold, Optional.empty());
    }

    /**
     * Reads the metadata of an encoder. Throws {@code MODEL_VERSION} if the format version is not supported,
     * {@code MODEL_INVALID} if a key is missing or has an invalid value.
     */
    public static ModelMetadata of(OnnxFile file) {
        requireFormat(file);
        Reader reader = new Reader(file);
        return new ModelMetadata(
                reader.required("encoder.id"),
                reader.required("name"),
                reader.input(),
                reader.metric(),
                reader.unitInterval(THRESHOLD, DEFAULT_THRESHOLD),
                reader.calibration());
    }

    /** Throws {@code MODEL_MISMATCH} if a scorer was not exported with an encoder. */
    public static void requireSameModel(ModelMetadata encoder, OnnxFile scorer) {
        requireFormat(scorer);
        String id = new Reader(scorer).required("encoder.id");
        if (!id.equals(encoder.encoderId)) {
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    scorer.location() + " belongs to encoder " + id + ", but encoder.onnx beside it is "
                            + encoder.encoderId + "; export both together");
        }
    }

    /** Returns the entries of the scorer that belongs to this encoder, in a new map sorted by key. */
    public Map<String, String> scorerEntries() {
        Map<String, String> entries = new TreeMap<>();
        entries.put(PREFIX + "format", FORMAT);
        entries.put(PREFIX + "encoder.id", encoderId);
        return entries;
    }

    /** Returns the entries of the encoder, in a new map sorted by key. */
    public Map<String, String> entries() {
        Map<String, String> entries = scorerEntries();
        entries.put(PREFIX + "name", name);
        if (input instanceof Pictures pictures) {
            entries.put(PREFIX + "input", PICTURES);
            entries.put(PREFIX + "fit", lower(pictures.fit));
            entries.put(PREFIX + "interpolation", lower(pictures.interpolation));
            entries.put(PREFIX + "padding", String.format(Locale.ROOT, "#%06x", pictures.padding));
        } else if (input instanceof Features features) {
            entries.put(PREFIX + "input", FEATURES);
            features.description.ifPresent(description -> entries.put(PREFIX + FEATURES, description.text()));
        }
        entries.put(PREFIX + "scorer", metric.map(ModelMetadata::lower).orElse(SCORER_GRAPH));
        entries.put(PREFIX + THRESHOLD, Double.toString(threshold));
        calibration.ifPresent(fitted -> entries.put(PREFIX + CALIBRATION, fitted.text()));
        return entries;
    }

    private static void requireFormat(OnnxFile file) {
        String format = file.metadata().get(PREFIX + "format");
        if (format == null) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    file.location() + " has no entry siamese4j.format in its metadata; export it with siamese4j");
        }
        if (!format.equals(FORMAT)) {
            throw new ModelException(
                    ErrorCode.MODEL_VERSION,
                    file.location() + " has model format " + format + "; this release reads format " + FORMAT);
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private record Reader(String location, Map<String, String> entries) {

        Reader(OnnxFile file) {
            this(file.location(), file.metadata());
        }

        String required(String key) {
            String value = entries.get(PREFIX + key);
            if (value == null) {
                throw invalid(key, null, "a value");
            }
            return value;
        }

        Input input() {
            String input = required("input");
            return switch (input) {
                case PICTURES ->
                    new Pictures(
                            constant("fit", Fit.class),
                            constant("interpolation", Interpolation.class),
                            colour("padding"));
                case FEATURES ->
                    new Features(
                            Optional.ofNullable(entries.get(PREFIX + FEATURES)).map(this::description));
                default -> throw invalid("input", input, PICTURES + " or " + FEATURES);
            };
        }

        private FeatureDescription description(String text) {
            try {
                return FeatureDescription.parse(text);
            } catch (IllegalArgumentException e) {
                throw new ModelException(
                        ErrorCode.MODEL_INVALID,
                        location + ": metadata entry siamese4j.features: " + e.getMessage()
                                + "; use the release that wrote the model, or a newer one",
                        e);
            }
        }

        Optional<Metric> metric() {
            boolean graph = required("scorer").equals(SCORER_GRAPH);
            return graph ? Optional.empty() : Optional.of(constant("scorer", Metric.class, SCORER_GRAPH + ", "));
        }

        <E extends Enum<E>> E constant(String key, Class<E> type) {
            return constant(key, type, "");
        }

        private <E extends Enum<E>> E constant(String key, Class<E> type, String alsoAllowed) {
            String value = required(key);
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> lower(constant).equals(value))
                    .findFirst()
                    .orElseThrow(() -> invalid(
                            key,
                            value,
                            alsoAllowed
                                    + Arrays.stream(type.getEnumConstants())
                                            .map(ModelMetadata::lower)
                                            .collect(Collectors.joining(", "))));
        }

        int colour(String key) {
            String value = required(key);
            if (!value.matches("#[0-9a-fA-F]{6}")) {
                throw invalid(key, value, "#rrggbb");
            }
            return Integer.parseInt(value, 1, value.length(), 16);
        }

        Optional<Calibration> calibration() {
            String text = entries.get(PREFIX + CALIBRATION);
            try {
                return Optional.ofNullable(text).map(Calibration::parse);
            } catch (IllegalArgumentException e) {
                throw invalid(CALIBRATION, text, "platt A B or isotonic SCORE:PROBABILITY…");
            }
        }

        double unitInterval(String key, double absent) {
            String value = entries.get(PREFIX + key);
            if (value == null) {
                return absent;
            }
            if (isUnit(value)) {
                return Double.parseDouble(value);
            }
            throw invalid(key, value, "a number in [0, 1]");
        }

        private static boolean isUnit(String value) {
            try {
                double number = Double.parseDouble(value);
                return number >= 0 && number <= 1;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        ModelException invalid(String key, @Nullable String found, String expected) {
            return new ModelException(
                    ErrorCode.MODEL_INVALID,
                    location + ": metadata entry siamese4j." + key + ": expected " + expected + ", found "
                            + (found == null ? "none" : "'" + found + "'"));
        }
    }
}
