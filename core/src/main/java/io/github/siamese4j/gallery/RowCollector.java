package io.github.siamese4j.gallery;

/** What a scan gives rows to. */
interface RowCollector {

    /** Keys at or below this are not wanted. */
    float floor();

    /** Takes a row, or not; returns the new floor. */
    float offer(float key, int row);

    /** Gives what was collected to another one of the same kind. */
    void addTo(RowCollector other);

    /** The rows collected, in the kind's own order. */
    int[] rows();
}
