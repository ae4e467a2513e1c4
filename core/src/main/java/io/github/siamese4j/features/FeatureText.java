package io.github.siamese4j.features;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import io.github.siamese4j.features.FeatureDescription.Hog;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes and reads a {@link FeatureDescription} as text: a version, then {@code key=value}, separated by spaces. */
final class FeatureText {

    private static final String VERSION = "hog-glcm/1";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,4})x([0-9]{1,4})");
    private static final Pattern COLOUR = Pattern.compile("#([0-9a-f]{6})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final String text;
    private final Map<String, String> entries = new LinkedHashMap<>();

    private FeatureText(String text) {
        this.text = text;
    }

    static String of(FeatureDescription description) {
        Preprocessing preprocessing = description.preprocessing();
        StringBuilder text = new StringBuilder(VERSION);
        append(text, "size", preprocessing.width() + "x" + preprocessing.height());
        append(text, "fit", lower(preprocessing.fit()));
        append(text, "interpolation", lower(preprocessing.interpolation()));
        append(text, "padding", String.format(Locale.ROOT, "#%06x", preprocessing.padding()));
        description.hog().ifPresent(hog -> {
            append(text, "hog.cell", hog.cell());
            append(text, "hog.block", hog.block());
            append(text, "hog.bins", hog.bins());
        });
        description.glcm().ifPresent(glcm -> {
            append(text, "glcm.levels", glcm.levels());
            append(text, "glcm.distances", joined(glcm.distances()));
            append(text, "glcm.angles", joined(glcm.angles()));
        });
        return text.toString();
    }

    static FeatureDescription parse(String text) {
        FeatureText parsed = new FeatureText(text);
        parsed.split();
        FeatureDescription description = parsed.description();
        if (!parsed.entries.isEmpty()) {
            throw parsed.unreadable("unknown keys " + parsed.entries.keySet());
        }
        return description;
    }

    private void split() {
        String[] words = text.split(" ", -1);
        if (!words[0].equals(VERSION)) {
            throw unreadable("this release reads " + VERSION);
        }
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            if (equals < 1 || entries.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw unreadable("expected key=value once each, found '" + word + "'");
            }
        }
    }

    private FeatureDescription description() {
        Matcher size = matched("size", SIZE);
        Preprocessing preprocessing = new Preprocessing(
                Integer.parseInt(size.group(1)),
                Integer.parseInt(size.group(2)),
                constant("fit", Fit.class),
                constant("interpolation", Interpolation.class),
                Integer.parseInt(matched("padding", COLOUR).group(1), 16));
        Optional<Hog> hog = has("hog.")
                ? Optional.of(new Hog(number("hog.cell"), number("hog.block"), number("hog.bins")))
                : Optional.empty();
        Optional<Glcm> glcm = has("glcm.")
                ? Optional.of(new Glcm(number("glcm.levels"), numbers("glcm.distances"), numbers("glcm.angles")))
                : Optional.empty();
        return new FeatureDescription(preprocessing, hog, glcm);
    }

    private boolean has(String prefix) {
        return entries.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** Removes an entry. The entries left at the end are unknown. */
    private Matcher matched(String key, Pattern pattern) {
        String value = taken(key);
        Matcher matcher = pattern.matcher(value);
        if (!matcher.matches()) {
            throw unreadable(key + " cannot be '" + value + "'");
        }
        return matcher;
    }

    private String taken(String key) {
        String value = entries.remove(key);
        if (value == null) {
            throw unreadable(key + " is missing");
        }
        return value;
    }

    private int number(String key) {
        return Integer.parseInt(matched(key, NUMBER).group());
    }

    private List<Integer> numbers(String key) {
        String value = taken(key);
        List<String> words = Arrays.asList(value.split("\\+", -1));
        if (!words.stream().allMatch(word -> NUMBER.matcher(word).matches())) {
            throw unreadable(key + " cannot be '" + value + "'");
        }
        return words.stream().map(Integer::valueOf).toList();
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type) {
        String value = taken(key);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> lower(constant).equals(value))
                .findFirst()
                .orElseThrow(() -> unreadable(key + " cannot be '" + value + "'"));
    }

    private IllegalArgumentException unreadable(@Nullable String reason) {
        return new IllegalArgumentException("not a feature description: " + reason + ", in '" + text + "'");
    }

    private static void append(StringBuilder text, String key, Object value) {
        text.append(' ').append(key).append('=').append(value);
    }

    private static String joined(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining("+"));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
