package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.evaluation.RandomPairs.Pair;
import io.github.siamese4j.training.EvaluationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidationPlanTest {
    private static final int PER_CLASS = 6;

    /** Returns classes of six images each; image i belongs to class i / 6. */
    private static List<LabelledClass> classes(int groups, int classesInGroup) {
        List<LabelledClass> classes = new ArrayList<>();
        for (int i = 0; i < groups * classesInGroup; i++) {
            int first = i * PER_CLASS;
            classes.add(new LabelledClass(
                    "group" + i / classesInGroup,
                    "class" + i,
                    IntStream.range(first, first + PER_CLASS).boxed().toList()));
        }
        return classes;
    }

    @Test
    void pairsAndTrialsFollowTheLabels() {
        ValidationPlan plan = ValidationPlan.draw(classes(3, 4), new EvaluationSettings(1, 40, 60, 50, 3), 7);
        assertThat(plan.pictures()).hasSize(36).doesNotHaveDuplicates();
        assertThat(plan.pairs()).hasSize(60);
        for (int i = 0; i < 60; i++) {
            Pair pair = plan.pairs().get(i);
            assertThat(pair.same()).isEqualTo(i < 30);
            assertThat(pair.left()).isNotEqualTo(pair.right());
            assertThat(classOf(plan, pair.left()) == classOf(plan, pair.right()))
                    .isEqualTo(pair.same());
        }
        assertThat(plan.trials()).hasSize(50);
        for (FewShotTrial trial : plan.trials()) {
            List<Integer> shown = trial.supports().stream()
                    .map(shots -> classOf(plan, shots.get(0)))
                    .toList();
            assertThat(shown).hasSize(3).doesNotHaveDuplicates();
            assertThat(shown.get(trial.truth())).isEqualTo(classOf(plan, trial.query()));
            assertThat(trial.supports().get(trial.truth())).doesNotContain(trial.query());
            assertThat(shown.stream().map(each -> each / 4).distinct()).hasSize(1);
        }
    }

    private static int classOf(ValidationPlan plan, int item) {
        return plan.pictures().get(item) / PER_CLASS;
    }

    @Test
    void trialsCrossGroupsIfNoGroupHasTwoClasses() {
        ValidationPlan plan = ValidationPlan.draw(classes(4, 1), new EvaluationSettings(1, 40, 20, 30, 20), 7);
        assertThat(plan.trials())
                .allSatisfy(trial -> assertThat(trial.supports()).hasSize(4));
    }

    /** A resumed run compares its figures with earlier ones, so the sample must be the same in every release. */
    @Test
    void theSampleIsTheSameInEveryRelease() {
        ValidationPlan plan = ValidationPlan.draw(classes(3, 4), new EvaluationSettings(1, 20, 6, 3, 3), 11);
        assertThat(plan.pictures())
                .containsExactly(64, 65, 40, 41, 15, 12, 71, 69, 50, 48, 0, 3, 58, 55, 30, 31, 22, 23, 46, 42);
        assertThat(plan.pairs())
                .containsExactly(
                        new Pair(19, 18, true),
                        new Pair(17, 16, true),
                        new Pair(17, 16, true),
                        new Pair(9, 14, false),
                        new Pair(3, 10, false),
                        new Pair(11, 4, false));
        assertThat(plan.trials())
                .containsExactly(
                        new FewShotTrial(1, 0, List.of(List.of(0), List.of(6), List.of(9))),
                        new FewShotTrial(1, 0, List.of(List.of(0), List.of(7), List.of(13))),
                        new FewShotTrial(6, 0, List.of(List.of(7), List.of(0), List.of(12))));
    }
}
