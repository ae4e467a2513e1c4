package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairScorerTest {

    private static final Embedding ZERO = Embedding.of(0, 0);
    private static final Embedding EAST = Embedding.of(3, 0);
    private static final Embedding WEST = Embedding.of(-1, 0);
    private static final Embedding NORTH = Embedding.of(0, 4);

    @Test
    void cosineGoesFromOppositeToEqual() {
        PairScorer cosine = Metric.COSINE;
        assertThat(cosine.scores(EAST, List.of(EAST, NORTH, WEST)))
                .containsExactly(new double[] {1, 0.5, 0}, within(1e-15));
    }

    @Test
    void aZeroVectorHasTheDocumentedScore() {
        for (Embedding other : List.of(ZERO, EAST)) {
            assertThat(Metric.COSINE.score(ZERO, other)).isEqualTo(0.5);
        }
        assertThat(Metric.EUCLIDEAN.score(ZERO, ZERO)).isEqualTo(1);
        assertThat(Metric.MANHATTAN.score(ZERO, ZERO)).isEqualTo(1);
    }

    @Test
    void tinyVectorsHaveADirection() {
        Embedding tiny = Embedding.of(Float.MIN_VALUE, 0);
        assertThat(Metric.COSINE.score(tiny, EAST)).isEqualTo(1);
        assertThat(Metric.COSINE.score(tiny, NORTH)).isEqualTo(0.5);
    }

    @Test
    void distancesBecomeScores() {
        assertThat(Metric.EUCLIDEAN.score(EAST, NORTH)).isEqualTo(1 / 6.0);
        assertThat(Metric.MANHATTAN.score(EAST, NORTH)).isEqualTo(1 / 8.0);
    }

    @Test
    void refusesVectorsOfDifferentLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metric.COSINE.score(EAST, Embedding.of(1)))
                .withMessageContaining("2 and 1");
    }
}
