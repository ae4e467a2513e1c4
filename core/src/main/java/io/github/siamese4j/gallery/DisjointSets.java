package io.github.siamese4j.gallery;

import java.util.Arrays;

/** A disjoint-set forest of rows: groups of rows that are connected directly or through others. Not thread-safe. */
final class DisjointSets {

    private final int[] parent;

    /** Creates a group for each row. */
    DisjointSets(int rows) {
        parent = new int[rows];
        Arrays.setAll(parent, row -> row);
    }

    /** Returns the lowest row of a row's group. */
    int first(int row) {
        int at = row;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Joins the groups of two rows. */
    void join(int a, int b) {
        int left = first(a);
        int right = first(b);
        parent[Math.max(left, right)] = Math.min(left, right);
    }
}
