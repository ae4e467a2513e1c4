package io.github.siamese4j.gallery;

import static java.util.Objects.requireNonNull;

/**
 * Who or what an embedding is of.
 *
 * @param id its name in the gallery, unique, not empty
 * @param label what it shows; entries that show the same have the same label; may be empty
 * @param payload anything the caller wants to keep with it; may be empty
 */
public record Entry(String id, String label, String payload) {
    /** Refuses an empty id. */
    public Entry {
        requireNonNull(label, "label");
        requireNonNull(payload, "payload");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id must not be empty");
        }
    }

    /**
     * An entry without payload.
     *
     * @param id its name in the gallery, unique, not empty
     * @param label what it shows; may be empty
     */
    public Entry(String id, String label) {
        this(id, label, "");
    }
}
