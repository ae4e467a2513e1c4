package io.github.siamese4j;

/** Tells how similar two images are. */
public final class SiameseComparator {
    private SiameseComparator() {}
}
