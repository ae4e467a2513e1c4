package io.github.siamese4j.gallery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * The identity of an embedding in a gallery.
 *
 * @param id a unique name in the gallery, not empty
 * @param label the class of the entry, the same for all entries of one person or thing; may be empty
 * @param payload any text to be kept with the entry; may be empty
 */
public record Entry(String id, String label, String payload) {
    /**
     * Creates an entry.
     *
     * @throws IllegalArgumentException if the id is empty, or a text has an unpaired surrogate, which a file cannot
     *     hold
     */
    public Entry {
        requireText("id", id);
        requireText("label", label);
        requireText("payload", payload);
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id must not be empty");
        }
    }

    /** Equivalent to {@code Entry(id, label, "")}. */
    public Entry(String id, String label) {
        this(id, label, "");
    }

    private static void requireText(String name, String text) {
        requireNonNull(text, name);
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(name + " must not have unpaired surrogates: '" + text + "'");
        }
    }
}
