package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DisjointSetsTest {

    @Test
    void agreesWithRelabelling() {
        for (int rows : new int[] {1, 2, 7, 100}) {
            Random random = new Random(rows);
            DisjointSets sets = new DisjointSets(rows);
            int[] group = new int[rows];
            Arrays.setAll(group, row -> row);
            for (int step = 0; step < rows; step++) {
                int a = random.nextInt(rows);
                int b = random.nextInt(rows);
                sets.join(a, b);
                int from = Math.max(group[a], group[b]);
                int to = Math.min(group[a], group[b]);
                for (int row = 0; row < rows; row++) {
                    group[row] = group[row] == from ? to : group[row];
                    assertThat(sets.first(row)).isEqualTo(group[row]);
                }
            }
        }
    }

    @Test
    void longChainsAreFollowed() {
        int rows = 100_000;
        DisjointSets sets = new DisjointSets(rows);
        for (int row = rows - 1; row > 0; row--) {
            sets.join(row, row - 1);
        }
        assertThat(sets.first(rows - 1)).isZero();
    }
}
