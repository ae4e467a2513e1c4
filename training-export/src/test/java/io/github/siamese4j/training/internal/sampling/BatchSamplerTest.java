package io.github.siamese4j.training.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
    /** 5 groups of 4 classes of 6 items; item / 6 is the class, item / 24 the group. */
    private static final List<LabelledClass> CLASSES = IntStream.range(0, 20)
            .mapToObj(i -> new LabelledClass(
                    "g" + i / 4,
                    "c" + i,
                    IntStream.range(6 * i, 6 * i + 6).boxed().toList()))
            .toList();

    @Test
    void drawsDistinctClassesAndDistinctPictures() {
        BatchSampler sampler = new BatchSampler(CLASSES, new SamplingPolicy(8, 4, 0, true, 0), 1);
        for (int step = 0; step < 50; step++) {
            List<Sample> batch = sampler.batch(step).samples();
            assertThat(batch).hasSize(32);
            assertThat(batch.stream().map(Sample::item).distinct()).hasSize(32);
            for (int label = 0; label < 8; label++) {
                int wanted = label;
                List<Sample> mine =
                        batch.stream().filter(s -> s.label() == wanted).toList();
                assertThat(mine).hasSize(4);
                assertThat(mine.stream().map(s -> s.item() / 6).distinct()).hasSize(1);
                assertThat(mine.stream().map(Sample::quarterTurns).distinct()).hasSize(1);
            }
            assertThat(batch.stream().map(s -> s.item() / 6).distinct()).hasSize(8);
        }
    }

    @Test
    void dependsOnSeedAndStepOnly() {
        SamplingPolicy policy = new SamplingPolicy(8, 4, 2, true, 3);
        BatchSampler one = new BatchSampler(CLASSES, policy, 5);
        SampledBatch seventh = one.batch(7);
        BatchSampler other = new BatchSampler(CLASSES, policy, 5);
        assertThat(other.batch(7)).isEqualTo(seventh);
        assertThat(other.batch(8)).isNotEqualTo(seventh);
        assertThat(new BatchSampler(CLASSES, policy, 6).batch(7)).isNotEqualTo(seventh);
    }

    @Test
    void takesEverySecondBatchFromTwoGroups() {
        BatchSampler sampler = new BatchSampler(CLASSES, new SamplingPolicy(8, 2, 2, false, 0), 1);
        Set<Integer> mostGroups = new HashSet<>();
        for (int step = 0; step < 20; step++) {
            Set<Integer> groups = sampler.batch(step).samples().stream()
                    .map(s -> s.item() / 24)
                    .collect(Collectors.toSet());
            if (step % 2 == 1) {
                assertThat(groups).hasSize(2);
            } else {
                mostGroups.add(groups.size());
            }
        }
        assertThat(mostGroups).anyMatch(size -> size > 2);
    }

    @Test
    void addsGroupsWhenTwoHaveTooFewClasses() {
        BatchSampler sampler = new BatchSampler(CLASSES, new SamplingPolicy(10, 2, 1, false, 0), 1);
        assertThat(sampler.batch(0).samples().stream().map(s -> s.item() / 24).distinct())
                .hasSize(3);
    }

    @Test
    void turnsClassesExceptInUprightBatches() {
        BatchSampler sampler = new BatchSampler(CLASSES, new SamplingPolicy(20, 2, 0, true, 3), 1);
        for (int step = 0; step < 12; step++) {
            Set<Integer> turns = sampler.batch(step).samples().stream()
                    .map(Sample::quarterTurns)
                    .collect(Collectors.toSet());
            if (step % 3 == 2) {
                assertThat(turns).containsExactly(0);
            } else {
                assertThat(turns).hasSizeGreaterThan(1).isSubsetOf(0, 1, 2, 3);
            }
        }
    }

    @Test
    void repeatsPicturesOfSmallClasses() {
        List<LabelledClass> small =
                List.of(new LabelledClass("g", "a", List.of(0, 1)), new LabelledClass("g", "b", List.of(2, 3, 4)));
        List<Sample> batch = new BatchSampler(small, new SamplingPolicy(2, 5, 0, false, 0), 1)
                .batch(0)
                .samples();
        assertThat(batch).hasSize(10);
        assertThat(batch.stream().map(Sample::item).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(batch.stream().map(Sample::seed).distinct()).hasSize(10);
    }

    @Test
    void takesAllClassesWhereABatchTakesMoreAndSaysSo() {
        BatchSampler sampler = new BatchSampler(CLASSES, new SamplingPolicy(21, 2, 2, false, 0), 1);
        assertThat(sampler.batch(0).samples().stream().map(Sample::label).distinct())
                .hasSize(20);
        assertThat(sampler.batch(1).samples()).hasSize(40);
        assertThat(sampler.problems()).singleElement().asString().contains("21", "only 20");
        assertThat(new BatchSampler(CLASSES, new SamplingPolicy(20, 2, 2, false, 0), 1).problems())
                .isEmpty();
    }

    @Test
    void refusesASingleClass() {
        assertThatThrownBy(() -> new BatchSampler(CLASSES.subList(0, 1), SamplingPolicy.standard(), 1))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("only 1");
    }

    @Test
    void showsEachPictureInAFixedNumberOfViewsIfAskedTo() {
        SamplingPolicy policy = new SamplingPolicy(8, 4, 0, true, 2).withViews(3);
        Map<Integer, Set<Long>> seeds = new HashMap<>();
        Map<Sample.View, Integer> shown = new HashMap<>();
        for (int step = 0; step < 400; step++) {
            for (Sample sample :
                    new BatchSampler(CLASSES, policy, 1).batch(step).samples()) {
                seeds.computeIfAbsent(sample.item(), p -> new HashSet<>()).add(sample.seed());
                shown.merge(sample.view(), 1, Integer::sum);
            }
        }
        assertThat(seeds).hasSize(120);
        assertThat(seeds.values()).allMatch(mine -> mine.size() == 3);
        assertThat(seeds.values().stream().flatMap(Set::stream).distinct()).hasSize(360);
        // Each item has at most three distortions and four turns.
        assertThat(shown.size()).isBetween(1400, 1440);
        Set<Long> others = new BatchSampler(CLASSES, policy, 2)
                .batch(0).samples().stream().map(Sample::seed).collect(Collectors.toSet());
        assertThat(seeds.values()).noneMatch(mine -> mine.stream().anyMatch(others::contains));
    }
}
