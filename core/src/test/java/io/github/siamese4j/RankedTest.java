package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankedTest {

    @Test
    void selectsTheBestInOrder() {
        assertThat(Ranked.best(new double[] {0.2, 0.9, 0.5, 0.9, 0.1}, 3))
                .containsExactly(new Ranked(1, 0.9), new Ranked(3, 0.9), new Ranked(2, 0.5));
        assertThat(Ranked.best(new double[] {0.5, 0.5, 0.5}, 2))
                .containsExactly(new Ranked(0, 0.5), new Ranked(1, 0.5));
        assertThat(Ranked.best(new double[0], 1)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranked.best(new double[] {1}, 0))
                .withMessageContaining("k must be at least 1: 0");
    }

    @Test
    void agreesWithASort() {
        Random random = new Random(3);
        for (int size : new int[] {1, 2, 31, 500}) {
            double[] scores =
                    random.ints(size, 0, 40).mapToDouble(i -> i / 40.0).toArray();
            List<Ranked> all = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                all.add(new Ranked(i, scores[i]));
            }
            // A stable sort by score keeps equal scores in the order of their indices.
            all.sort((a, b) -> Double.compare(b.score(), a.score()));
            for (int k : new int[] {1, 2, size, size + 1}) {
                assertThat(Ranked.best(scores, k)).isEqualTo(all.subList(0, Math.min(k, size)));
            }
        }
    }

    @Test
    void metricsRankAsTheyScore() {
        Embedding query = Embedding.of(0, 1);
        List<Embedding> candidates = List.of(Embedding.of(0, 3), Embedding.of(0, 1), Embedding.of(0, 2));
        assertThat(Metric.EUCLIDEAN.rank(query, candidates, 2))
                .isEqualTo(Metric.EUCLIDEAN.rank(query, Embeddings.of(candidates), 2))
                .containsExactly(new Ranked(1, 1), new Ranked(2, 0.5));
        assertThat(Metric.COSINE.rank(query, candidates, 9))
                .extracting(Ranked::index)
                .containsExactly(0, 1, 2);
    }
}
