package io.github.siamese4j.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.data.PictureClass;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
    /** 5 groups of 4 classes of 6 pictures; picture / 6 is the class, picture / 24 the group. */
    private static final List<PictureClass> CLASSES = IntStream.range(0, 20)
            .mapToObj(i -> new PictureClass(
                    "g" + i / 4,
                    "c" + i,
                    IntStream.range(6 * i, 6 * i + 6).boxed().toList()))
            .toList();

    @Test
    void drawsDistinctClassesAndDistinctPictures() {
        BatchSampler sampler = new BatchSampler(CLASSES, new SamplingPolicy(8, 4, 0, true, 0), 1);
        for (int step = 0; step < 50; step++) {
            List<Sample> batch = sampler.batch(step);
            assertThat(batch).hasSize(32);
            assertThat(batch.stream().map(Sample::picture).distinct()).hasSize(32);
            for (int label = 0; label < 8; label++) {
                int wanted = label;
                List<Sample> mine =
                        batch.stream().filter(s -> s.label() == wanted).toList();
                assertThat(mine).hasSize(4);
                assertThat(mine.stream().map(s -> s.picture() / 6).distinct()).hasSize(1);
                assertThat(mine.stream().map(Sample::quarterTurns).distinct()).hasSize(1);
            }
            assertThat(batch.stream().map(s -> s.picture() / 6).distinct()).hasSize(8);
        }
    }

    @Test
    void dependsOnSeedAndStepOnly() {
        SamplingPolicy policy = new SamplingPolicy(8, 4, 2, true, 3);
        BatchSampler one = new BatchSampler(CLASSES, policy, 5);
        List<Sample> seventh = one.batch(7);
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
            Set<Integer> groups =
                    sampler.batch(step).stream().map(s -> s.picture() / 24).collect(Collectors.toSet());
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
        assertThat(sampler.batch(0).stream().map(s -> s.picture() / 24).distinct())
                .hasSize(3);
    }

    @Test
    void turnsClassesExceptInUprightBatches() {
        BatchSampler sampler = new BatchSampler(CLASSES, new SamplingPolicy(20, 2, 0, true, 3), 1);
        for (int step = 0; step < 12; step++) {
            Set<Integer> turns =
                    sampler.batch(step).stream().map(Sample::quarterTurns).collect(Collectors.toSet());
            if (step % 3 == 2) {
                assertThat(turns).containsExactly(0);
            } else {
                assertThat(turns).hasSizeGreaterThan(1).isSubsetOf(0, 1, 2, 3);
            }
        }
    }

    @Test
    void repeatsPicturesOfSmallClasses() {
        List<PictureClass> small =
                List.of(new PictureClass("g", "a", List.of(0, 1)), new PictureClass("g", "b", List.of(2, 3, 4)));
        List<Sample> batch = new BatchSampler(small, new SamplingPolicy(2, 5, 0, false, 0), 1).batch(0);
        assertThat(batch).hasSize(10);
        assertThat(batch.stream().map(Sample::picture).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(batch.stream().map(Sample::seed).distinct()).hasSize(10);
    }

    @Test
    void refusesFewerClassesThanABatchTakes() {
        assertThatThrownBy(() -> new BatchSampler(CLASSES, new SamplingPolicy(21, 2, 0, false, 0), 1))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("only 20");
    }
}
