package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemListTest {

    @Test
    void listsTwentyAndCountsTheRest() {
        ProblemList problems = new ProblemList();
        for (int i = 0; i < 20; i++) {
            problems.add("p" + i);
        }
        assertThat(problems.summary("of them")).hasSize(20).startsWith("p0").endsWith("p19");
        problems.add("p20");
        problems.add("p21");
        assertThat(problems.count()).isEqualTo(22);
        assertThat(problems.summary("of them")).hasSize(21).endsWith("p19", "and 2 more of them");
    }

    @Test
    void refusesMoreThanTheAllowedShare() {
        ProblemList problems = new ProblemList();
        problems.add("a");
        problems.add("b");
        assertThatCode(() -> problems.requireAtMost(0.2, 10, "rows are bad", List.of()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> problems.requireAtMost(0.19, 10, "rows are bad", List.of("a", "b")))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_CORRUPT))
                .hasMessageContaining("2 of 10 rows are bad, more than the allowed share 0.19")
                .hasMessageEndingWith("[a, b]");
        assertThatCode(() -> new ProblemList().requireAtMost(0, 0, "rows are bad", List.of()))
                .doesNotThrowAnyException();
    }
}
