package io.github.siamese4j.training.internal.export;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Preprocessing;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a model directory says about its model beside the graphs.
 *
 * @param name what the model is called, such as {@code omniglot-vgg16}; not blank
 * @param preprocessing how pictures were fitted in training; its size is the graph's; empty for a network over features
 * @param threshold pairs that score at least this are called the same, in [0, 1]
 * @param training how and on what the model was trained: keys of {@code a-z}, {@code 0-9}, {@code _} and dots, written
 *     with {@code siamese4j.training.} before them
 * @param card text of {@code MODEL_CARD.md}, not blank
 */
public record ModelDescription(
        String name,
        Optional<Preprocessing> preprocessing,
        double threshold,
        Map<String, String> training,
        String card) {

    private static final Pattern KEY = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");

    /** Checks texts, keys and range. */
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

    /**
     * A model over pictures.
     *
     * @param name what the model is called
     * @param preprocessing how pictures were fitted in training; its size is the graph's
     * @param threshold pairs that score at least this are called the same, in [0, 1]
     * @param training how and on what the model was trained
     * @param card text of {@code MODEL_CARD.md}
     */
    public ModelDescription(
            String name, Preprocessing preprocessing, double threshold, Map<String, String> training, String card) {
        this(name, Optional.of(preprocessing), threshold, training, card);
    }

    /**
     * A model over feature vectors.
     *
     * @param name what the model is called
     * @param threshold pairs that score at least this are called the same, in [0, 1]
     * @param training how and on what the model was trained
     * @param card text of {@code MODEL_CARD.md}
     */
    public ModelDescription(String name, double threshold, Map<String, String> training, String card) {
        this(name, Optional.empty(), threshold, training, card);
    }

    private static void requireText(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
    }
}
