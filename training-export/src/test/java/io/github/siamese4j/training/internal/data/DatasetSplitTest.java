package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetSplitTest {

    @Test
    void holdsOutWholeGroups() {
        List<LabelledClass> classes = classes(10, 4, 5);
        DatasetSplit split = DatasetSplit.of(classes, SplitRule.tenthOfGroups());
        assertThat(groups(split.validation())).hasSize(1).doesNotContainAnyElementsOf(groups(split.training()));
        assertThat(split.validation()).hasSize(4);
        assertThat(split.training()).hasSize(36);
        assertThat(DatasetSplit.of(classes, SplitRule.tenthOfGroups())).isEqualTo(split);
    }

    @Test
    void holdsOutNamedGroupsAndRefusesUnknownOnes() {
        List<LabelledClass> classes = classes(3, 4, 5);
        SplitRule rule = new SplitRule(SplitRule.Unit.GROUPS, 0.1, List.of("g2"), 0);
        assertThat(groups(DatasetSplit.of(classes, rule).validation())).containsExactly("g2");
        SplitRule unknown = new SplitRule(SplitRule.Unit.GROUPS, 0.1, List.of("none"), 0);
        assertThatThrownBy(() -> DatasetSplit.of(classes, unknown)).isInstanceOf(TrainingException.class);
    }

    @Test
    void splitsTheNinetyAndTenPercentOfEachClass() {
        DatasetSplit split =
                DatasetSplit.of(classes(2, 3, 20), new SplitRule(SplitRule.Unit.PICTURES, 0.1, List.of(), 7));
        assertThat(split.training()).hasSize(6).allMatch(c -> c.items().size() == 18);
        assertThat(split.validation()).hasSize(6).allMatch(c -> c.items().size() == 2);
        Set<Integer> all = new HashSet<>();
        split.training().forEach(c -> all.addAll(c.items()));
        split.validation().forEach(c -> all.addAll(c.items()));
        assertThat(all).hasSize(120);
    }

    @Test
    void holdsOutNothingWhenAskedTo() {
        DatasetSplit split = DatasetSplit.of(classes(2, 3, 5), new SplitRule(SplitRule.Unit.GROUPS, 0, List.of(), 0));
        assertThat(split.training()).hasSize(6);
        assertThat(split.validation()).isEmpty();
    }

    @Test
    void holdsOutClassesWhereThereIsOneGroupAndAtLeastTwo() {
        DatasetSplit split = DatasetSplit.of(classes(1, 10, 5), SplitRule.tenthOfGroups());
        assertThat(split.validation()).hasSize(2).doesNotContainAnyElementsOf(split.training());
        assertThat(split.training()).hasSize(8);
        assertThat(split.problems()).singleElement().asString().contains("classes are held out instead");
        assertThat(DatasetSplit.of(classes(10, 4, 5), SplitRule.tenthOfGroups()).problems())
                .isEmpty();
    }

    @Test
    void holdsOutASecondGroupWhereOneHasASingleClass() {
        DatasetSplit split = DatasetSplit.of(classes(8, 1, 5), SplitRule.tenthOfGroups());
        assertThat(groups(split.validation())).hasSize(2);
        assertThat(groups(split.training())).hasSize(6).doesNotContainAnyElementsOf(groups(split.validation()));
    }

    @Test
    void holdsOutPicturesOfAFewClassesAndRefusesWhereThereAreTooFew() {
        DatasetSplit split = DatasetSplit.of(classes(1, 2, 10), SplitRule.tenthOfGroups());
        assertThat(split.training()).hasSize(2).allMatch(c -> c.items().size() == 8);
        assertThat(split.validation()).hasSize(2).allMatch(c -> c.items().size() == 2);
        assertThat(split.problems()).hasSize(2);
        assertThatThrownBy(() -> DatasetSplit.of(classes(1, 2, 3), SplitRule.tenthOfGroups()))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_TOO_SMALL));
    }

    private static List<LabelledClass> classes(int groups, int classes, int items) {
        return IntStream.range(0, groups * classes)
                .mapToObj(i -> new LabelledClass(
                        "g" + i / classes,
                        "c" + i % classes,
                        IntStream.range(i * items, (i + 1) * items).boxed().toList()))
                .toList();
    }

    private static Set<String> groups(List<LabelledClass> classes) {
        Set<String> names = new HashSet<>();
        classes.forEach(c -> names.add(c.group()));
        return names;
    }
}
