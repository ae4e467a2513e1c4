package io.github.siamese4j.internal.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RandomSubsetTest {

    private static final List<String> LETTERS = List.of("a", "b", "c", "d", "e");

    @Test
    void everyOrderedSubsetIsEquallyLikely() {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Integer> counts = new TreeMap<>();
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            counts.merge(String.join("", RandomSubset.draw(LETTERS, 2, random)), 1, Integer::sum);
        }
        assertThat(counts).hasSize(20);
        double expected = draws / 20.0;
        double chiSquare = counts.values().stream()
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        // The 99.9 % quantile with 19 degrees of freedom.
        assertThat(chiSquare).isLessThan(43.82);
    }

    @Test
    void drawsNoneOrAll() {
        assertThat(RandomSubset.draw(LETTERS, 0, new SplittableRandom(1))).isEmpty();
        assertThat(RandomSubset.draw(LETTERS, 5, new SplittableRandom(1))).containsExactlyInAnyOrderElementsOf(LETTERS);
    }
}
