package io.github.siamese4j.training.internal.export;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Preprocessing;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content of a model directory beside the graphs. The preprocessing has the size of the graph's input, and is empty
 * for a network over features. Pairs with at least the threshold, in [0, 1], are called the same. Keys of training
 * facts consist of {@code a-z}, {@code 0-9}, {@code _} and dots, and are written with the prefix
 * {@code siamese4j.training.}
 */
public record ModelDescription(
        String name,
        Optional<Preprocessing> preprocessing,
        double threshold,
        Map<String, String> training,
        String card) {

    private static final Pattern KEY = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");

    /** Checks the values and copies the map. */
    public ModelDescription {
        requireText("name", name);
        requireNonNull(preprocessing, "preprocessing");
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be in [0, 1]: " + threshold);
        }
        training = Map.copyOf(training);
        for (String key : training.keySet()) {
            if (!KEY.matcher(key).matches()) {
                throw new IllegalArgumentException("training must have keys of a-z, 0-9, _ and dots: " + key);
            }
        }
        requireText("card", card);
    }

    /** Describes a model over images. */
    public ModelDescription(
            String name, Preprocessing preprocessing, double threshold, Map<String, String> training, String card) {
        this(name, Optional.of(preprocessing), threshold, training, card);
    }

    /** Describes a model over feature vectors. */
    public ModelDescription(String name, double threshold, Map<String, String> training, String card) {
        this(name, Optional.empty(), threshold, training, card);
    }

    private static void requireText(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
    }
}
