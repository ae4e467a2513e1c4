package io.github.siamese4j.gallery;

/** A collector of the rows that a scan finds. Not thread-safe. */
interface RowCollector {

    /** Returns the key that a row must exceed to be of interest. */
    float floor();

    /** Offers a row and returns the new floor. */
    float offer(float key, int row);

    /** Offers the collected rows to another collector of the same kind. */
    void addTo(RowCollector other);

    /** Returns the collected rows, in the order the implementation defines. */
    int[] rows();
}
