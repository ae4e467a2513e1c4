package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingTest {

    @Test
    void copiesInAndOut() {
        float[] values = {1, 2, 3};
        Embedding embedding = Embedding.of(values);
        values[0] = 9;
        embedding.toArray()[1] = 9;
        assertThat(embedding.toArray()).containsExactly(1, 2, 3);
        assertThat(embedding.dimension()).isEqualTo(3);
    }

    @Test
    void rowsAreSlicesOfOneBlock() {
        FloatBuffer values = FloatBuffer.wrap(new float[] {0, 1, 2, 3, 4, 5, 6}).position(1);
        List<Embedding> rows = Embeddings.of(values, 2);
        assertThat(values.position()).isEqualTo(1);
        assertThat(rows).containsExactly(Embedding.of(1, 2), Embedding.of(3, 4), Embedding.of(5, 6));
        assertThat(rows.get(2).get(0)).isEqualTo(5);
        FloatBuffer target = FloatBuffer.allocate(3);
        rows.get(1).copyTo(target.position(1));
        assertThat(target.array()).containsExactly(0, 3, 4);
        assertThatThrownBy(() -> rows.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.get(0).get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void scatteredEmbeddingsBecomeRows() {
        List<Embedding> scattered = List.of(Embedding.of(1, 2), Embedding.of(3, 4), Embedding.of(5, 6));
        List<Embedding> rows = Embeddings.of(scattered);
        assertThat(rows).isEqualTo(scattered).isNotSameAs(scattered);
        assertThat(Embeddings.of(rows)).isSameAs(rows);
        assertThat(rows.subList(1, 3)).isEqualTo(scattered.subList(1, 3));
        assertThat(rows.subList(1, 3).subList(1, 2)).containsExactly(Embedding.of(5, 6));
        assertThatThrownBy(() -> rows.subList(1, 3).get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.subList(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embeddings.of(List.of(Embedding.of(1, 2), Embedding.of(3))))
                .withMessageContaining("2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embeddings.of(List.of()))
                .withMessageContaining("must not be empty");
    }

    @Test
    void equalValuesAreEqualWhereverTheyStand() {
        List<Embedding> rows = Embeddings.of(FloatBuffer.wrap(new float[] {7, 8, 7, 8}), 2);
        assertThat(rows.get(0)).isEqualTo(rows.get(1)).hasSameHashCodeAs(rows.get(1));
        assertThat(rows.get(0)).isNotEqualTo(Embedding.of(7, 9));
        assertThat(rows.get(0)).isNotEqualTo(Embedding.of(7, 8, 0));
    }

    @Test
    void refusesWhatIsNoRow() {
        assertThatIllegalArgumentException().isThrownBy(Embedding::of).withMessageContaining("at least 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embeddings.of(FloatBuffer.allocate(7), 2))
                .withMessageContaining("multiple of the dimension 2: 7");
    }
}
