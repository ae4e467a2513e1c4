package io.github.siamese4j.training.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordsTest {
    /** A record with a range. */
    public record Inner(int count, String name) {
        /** Creates the record. */
        public Inner {
            if (count < 0 || count > name.length()) {
                throw new IllegalArgumentException("count must be in 0..length of name: " + count);
            }
        }
    }

    /** A record with a record in it. */
    public record Outer(@Nullable Inner inner, double share) {}

    private static final Outer OUTER = new Outer(new Inner(1, "a"), 0.5);

    @Test
    void changesValuesAtAnyDepthAtOnce() {
        // Neither change is valid without the other.
        assertThat(Records.with(OUTER, Map.of("inner.count", 3, "inner.name", "abc", "share", 0.25)))
                .isEqualTo(new Outer(new Inner(3, "abc"), 0.25));
        assertThat(Records.with(OUTER, Map.of())).isEqualTo(OUTER).isNotSameAs(OUTER);
        assertThat(Records.with(OUTER, Collections.singletonMap("inner", null))).isEqualTo(new Outer(null, 0.5));
    }

    @Test
    void changesAValueThatIsSetInTheSameCall() {
        Outer empty = new Outer(null, 0);
        assertThat(Records.with(empty, Map.of("inner.count", 2, "inner", new Inner(0, "xy"))))
                .isEqualTo(new Outer(new Inner(2, "xy"), 0));
        assertThatThrownBy(() -> Records.with(empty, Map.of("inner.count", 2)))
                .hasMessageContaining("no value to change: inner");
    }

    @Test
    void readsValuesByPath() {
        assertThat(Records.get(OUTER, "inner.name")).isEqualTo("a");
        assertThat(Records.get(OUTER, "share")).isEqualTo(0.5);
        assertThat(Records.get(OUTER, "outer.name")).isNull();
        assertThat(Records.get(new Outer(null, 0), "inner.name")).isNull();
    }

    @Test
    void refusesWhatIsNoComponentOrOutOfRange() {
        assertThatThrownBy(() -> Records.with(OUTER, Map.of("inner.size", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size is no component of Inner");
        assertThatThrownBy(() -> Records.with(OUTER, Map.of("inner.count", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count must be in 0..length of name: -1");
    }
}
