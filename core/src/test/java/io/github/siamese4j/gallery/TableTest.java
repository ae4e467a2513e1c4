package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.siamese4j.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableTest {

    private static void add(Table table, int from, int to) {
        List<Entry> entries = new ArrayList<>();
        List<StoredVector> vectors = new ArrayList<>();
        for (int i = from; i < to; i++) {
            entries.add(Galleries.entry(i));
            vectors.add(table.vector(new float[] {i, -i}));
        }
        table.add(entries, vectors);
    }

    private static List<String> ids(Snapshot snapshot) {
        return snapshot.entries().stream().map(Entry::id).toList();
    }

    @Test
    void snapshotsDoNotChange() {
        Table table = new Table(2, Storage.FLOAT32);
        Snapshot empty = table.snapshot();
        add(table, 0, 100);
        Snapshot hundred = table.snapshot();
        table.remove(List.of("id1", "absent"));
        table.put(List.of(new Entry("id2", "new")), List.of(table.vector(new float[] {9, 9})));
        assertThat(empty.size()).isZero();
        assertThat(empty.liveRows()).isEmpty();
        assertThat(hundred.size()).isEqualTo(100);
        assertThat(hundred.entry(2).label()).isEqualTo("label2");
        assertThat(hundred.values(2)).containsExactly(2, -2);
        Snapshot now = table.snapshot();
        assertThat(now.size()).isEqualTo(99);
        assertThat(now.rows()).isEqualTo(101);
        assertThat(now.isLive(1)).isFalse();
        assertThat(ids(now)).doesNotContain("id1").endsWith("id99", "id2");
        assertThat(now.embeddings(new int[] {0, 100, 7}, 1, 2))
                .containsExactly(Embedding.of(9, 9), Embedding.of(7, -7));
    }

    @ParameterizedTest
    @EnumSource
    void rowsMoveTogetherWhenMostAreRemoved(Storage storage) {
        Table table = new Table(2, storage);
        add(table, 0, 3000);
        Snapshot before = table.snapshot();
        assertThat(table.remove(IntStream.range(0, 2000).mapToObj(i -> "id" + i).toList()))
                .isEqualTo(2000);
        Snapshot after = table.snapshot();
        assertThat(after.rows()).isEqualTo(1000);
        assertThat(after.removed()).isEmpty();
        assertThat(before.values(2500)).isEqualTo(after.values(500));
        assertThat(after.values(500)[1]).isEqualTo(-after.values(500)[0]);
        Table.Row row = table.find("id2500").orElseThrow();
        assertThat(row.snapshot().entry(row.number()).id()).isEqualTo("id2500");
        assertThat(table.find("id1999")).isEmpty();
        add(table, 0, 1);
        assertThat(ids(table.snapshot())).hasSize(1001).startsWith("id2000").endsWith("id0");
    }

    @Test
    void addsAllRowsOrNone() {
        Table table = new Table(2, Storage.FLOAT32);
        add(table, 0, 3);
        Snapshot before = table.snapshot();
        assertThatIllegalArgumentException().isThrownBy(() -> add(table, 2, 5)).withMessageContaining("'id2'");
        StoredVector vector = table.vector(new float[2]);
        Entry twice = new Entry("x", "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.add(List.of(twice, twice), List.of(vector, vector)))
                .withMessageContaining("'x'");
        assertThat(table.snapshot()).isSameAs(before);
        assertThat(table.addAbsent(List.of(Galleries.entry(2), Galleries.entry(7)), List.of(vector, vector)))
                .isEqualTo(1);
        assertThat(ids(table.snapshot())).containsExactly("id0", "id1", "id2", "id7");
        assertThat(table.snapshot().values(2)).containsExactly(2, -2);
    }

    @Test
    void refusesVectorsThatCannotBeCompared() {
        Table table = new Table(2, Storage.INT8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.vector(new float[3]))
                .withMessageContaining("dimension 2: 3");
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e19f}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> table.vector(new float[] {0, bad}))
                    .withMessageContaining("finite");
        }
        assertThat(table.vector(new float[] {0, 1e10f})).isInstanceOf(StoredVector.Codes.class);
    }
}
