package io.github.siamese4j;

/** Placeholder of the facade. */
public final class SiameseComparator {
    private SiameseComparator() {}

    /**
     * Loads a model.
     *
     * @param directory the model directory
     * @return a comparator
     */
    public static SiameseComparator load(java.nio.file.Path directory) {
        throw new UnsupportedOperationException(directory.toString());
    }
}
