package io.github.siamese4j.gallery;

import java.util.Arrays;

/** Rows that belong together, directly or through others (a disjoint-set forest). Not thread-safe. */
final class DisjointSets {

    private final int[] parent;

    /**
     * Each row by itself.
     *
     * @param rows how many
     */
    DisjointSets(int rows) {
        parent = new int[rows];
        Arrays.setAll(parent, row -> row);
    }

    /**
     * The first row of a group.
     *
     * @param row any row of it
     * @return the lowest row of the same group
     */
    int first(int row) {
        int at = row;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /**
     * Puts two groups together.
     *
     * @param a a row of one
     * @param b a row of the other, or of the same
     */
    void join(int a, int b) {
        int left = first(a);
        int right = first(b);
        parent[Math.max(left, right)] = Math.min(left, right);
    }
}
