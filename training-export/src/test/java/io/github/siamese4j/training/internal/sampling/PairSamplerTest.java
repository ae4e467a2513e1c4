package io.github.siamese4j.training.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairSamplerTest {
    private static final int PER_CLASS = 5;
    /** 4 groups of 5 classes of 5 items; item / 5 is the class, item / 25 the group. */
    private static final List<LabelledClass> CLASSES = IntStream.range(0, 20)
            .mapToObj(i -> new LabelledClass(
                    "g" + i / 5,
                    "c" + i,
                    IntStream.range(PER_CLASS * i, PER_CLASS * i + PER_CLASS)
                            .boxed()
                            .toList()))
            .toList();

    private static int classOf(Sample sample) {
        return sample.item() / PER_CLASS;
    }

    @Test
    void labelsPairsByTheClassesOfTheirPictures() {
        PairSampler sampler = new PairSampler(CLASSES, SamplingPolicy.pairs(16), 3);
        for (int step = 0; step < 100; step++) {
            SampledBatch batch = sampler.batch(step);
            assertThat(batch.samples()).hasSize(64);
            assertThat(batch.pairs()).hasSize(32);
            assertThat(batch.pairs().stream().filter(Pair::same)).hasSize(16);
            Set<Integer> used = new HashSet<>();
            for (Pair pair : batch.pairs()) {
                Sample left = batch.samples().get(pair.left());
                Sample right = batch.samples().get(pair.right());
                assertThat(classOf(left) == classOf(right)).isEqualTo(pair.same());
                assertThat(left.label() == right.label()).isEqualTo(pair.same());
                assertThat(left.item()).isNotEqualTo(right.item());
                used.add(pair.left());
                used.add(pair.right());
            }
            assertThat(used).hasSize(64);
        }
    }

    @Test
    void takesTheNegativePairsPictureOfTheClassFromAThirdPicture() {
        SampledBatch batch = new PairSampler(CLASSES, SamplingPolicy.pairs(50), 3).batch(0);
        for (int i = 0; i < 50; i++) {
            List<Sample> four = batch.samples().subList(4 * i, 4 * i + 4);
            assertThat(four.stream().map(Sample::item).distinct()).hasSize(4);
            assertThat(four.subList(0, 3).stream().map(PairSamplerTest::classOf).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void drawsClassesEvenly() {
        PairSampler sampler = new PairSampler(CLASSES, SamplingPolicy.pairs(40), 11);
        int[] anchors = new int[20];
        int[] others = new int[20];
        int[] distances = new int[20];
        int count = 0;
        for (int step = 0; step < 100; step++) {
            List<Sample> samples = sampler.batch(step).samples();
            for (int i = 0; i < samples.size(); i += 4, count++) {
                int one = classOf(samples.get(i));
                int other = classOf(samples.get(i + 3));
                anchors[one]++;
                others[other]++;
                distances[Math.floorMod(other - one, 20)]++;
            }
        }
        // The 99.9 % quantiles of chi-square with 19 and 18 degrees of freedom.
        assertThat(chiSquare(anchors, 0, count)).isLessThan(43.82);
        assertThat(chiSquare(others, 0, count)).isLessThan(43.82);
        assertThat(distances[0]).isZero();
        assertThat(chiSquare(distances, 1, count)).isLessThan(42.31);
    }

    private static double chiSquare(int[] counts, int from, int total) {
        double expected = (double) total / (counts.length - from);
        double sum = 0;
        for (int i = from; i < counts.length; i++) {
            sum += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return sum;
    }

    @Test
    void shufflesThePairs() {
        List<Pair> pairs =
                new PairSampler(CLASSES, SamplingPolicy.pairs(200), 3).batch(0).pairs();
        long early = pairs.subList(0, 200).stream().filter(Pair::same).count();
        long odd = IntStream.range(0, 200).filter(i -> pairs.get(2 * i).same()).count();
        // For 200 of 400 drawn without replacement, the mean is 100 and the standard deviation 5.
        assertThat(early).isBetween(80L, 120L);
        assertThat(odd).isBetween(80L, 120L);
        assertThat(pairs.get(0)).isNotEqualTo(new Pair(0, 1, true));
    }

    @Test
    void dependsOnSeedAndStepOnly() {
        SamplingPolicy policy = SamplingPolicy.pairs(8);
        SampledBatch seventh = new PairSampler(CLASSES, policy, 5).batch(7);
        Sampler other = Sampler.of(CLASSES, policy, 5);
        other.batch(3);
        assertThat(other.batch(7)).isEqualTo(seventh);
        assertThat(other.batch(8)).isNotEqualTo(seventh);
        assertThat(new PairSampler(CLASSES, policy, 6).batch(7)).isNotEqualTo(seventh);
    }

    @Test
    void takesNegativesOfHardBatchesFromTheSameGroup() {
        SamplingPolicy policy = new SamplingPolicy(0, 0, 2, false, 0, 30, 0);
        PairSampler sampler = new PairSampler(CLASSES, policy, 5);
        for (int step = 0; step < 10; step++) {
            SampledBatch batch = sampler.batch(step);
            long alike = batch.pairs().stream()
                    .filter(p -> !p.same())
                    .filter(p -> batch.samples().get(p.left()).item() / 25
                            == batch.samples().get(p.right()).item() / 25)
                    .count();
            if (step % 2 == 1) {
                assertThat(alike).isEqualTo(30);
            } else {
                assertThat(alike).isLessThan(20);
            }
        }
    }

    @Test
    void turnsThePicturesOfAClassTogether() {
        SamplingPolicy policy = new SamplingPolicy(0, 0, 0, true, 0, 40, 0);
        SampledBatch batch = new PairSampler(CLASSES, policy, 5).batch(0);
        assertThat(batch.samples().stream().map(Sample::quarterTurns).distinct())
                .containsExactlyInAnyOrder(0, 1, 2, 3);
        for (Pair pair : batch.pairs()) {
            Sample left = batch.samples().get(pair.left());
            Sample right = batch.samples().get(pair.right());
            assertThat(left.label() == right.label()).isEqualTo(pair.same());
            assertThat(!pair.same() || left.quarterTurns() == right.quarterTurns())
                    .isTrue();
        }
    }

    @Test
    void leavesOutClassesOfFewerThanThreePictures() {
        List<LabelledClass> some = new ArrayList<>(CLASSES.subList(0, 2));
        some.add(new LabelledClass("g", "two", List.of(50, 51)));
        PairSampler sampler = new PairSampler(some, SamplingPolicy.pairs(100), 1);
        assertThat(sampler.batch(0).samples()).allMatch(sample -> sample.item() < 10);
        assertThat(sampler.problems()).singleElement().asString().startsWith("1 of 3 classes");
        assertThatThrownBy(() -> new PairSampler(some.subList(1, 3), SamplingPolicy.pairs(1), 1))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_TOO_SMALL));
    }

    @Test
    void refusesPairsThatPointNowhere() {
        assertThatThrownBy(() -> new SampledBatch(List.of(new Sample(0, 0, 0, 0)), List.of(new Pair(0, 1, true))))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> SamplingPolicy.pairs(-1)).isInstanceOf(TrainingException.class);
    }
}
