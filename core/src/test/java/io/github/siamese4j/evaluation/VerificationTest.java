package io.github.siamese4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VerificationTest {

    @Test
    void figuresOfAHandfulOfPairs() {
        LabelledScores scores = LabelledScores.of(
                new double[] {0.9, 0.8, 0.8, 0.3, 0.2}, new boolean[] {true, true, false, true, false});
        Verification figures = Verification.of(scores, 0.8, 1);
        // 6 couples of a same and a different pair: 4 in order, one tie, one out of order.
        assertThat(figures.areaUnderCurve().value()).isEqualTo(4.5 / 6);
        // Precision 1 at 0.9, 2/3 at 0.8, 3/4 at 0.3.
        assertThat(figures.averagePrecision().value()).isCloseTo((1 + 2.0 / 3 + 3.0 / 4) / 3, within(1e-12));
        assertThat(figures.accuracy()).isEqualTo(Estimate.share(3, 5));
        assertThat(figures.falseAcceptRate().value()).isEqualTo(0.5);
        assertThat(figures.trueAcceptRate().value()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(figures.tarAtFar()).isEmpty();
    }

    @Test
    void allScoresEqualIsNoBetterThanChance() {
        LabelledScores scores = LabelledScores.of(new double[] {0.5, 0.5, 0.5}, new boolean[] {true, false, false});
        Verification figures = Verification.of(scores, 0.5, 1);
        assertThat(figures.areaUnderCurve().value()).isEqualTo(0.5);
        assertThat(figures.equalErrorRate().value()).isEqualTo(0.5);
    }

    /** Monotone maps change no figure; swapping labels and the sign of the scores changes none either. */
    @Test
    void invariances() {
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = 20 + random.nextInt(100);
            double[] values = new double[size];
            double[] stretched = new double[size];
            double[] negated = new double[size];
            boolean[] same = new boolean[size];
            for (int i = 0; i < size; i++) {
                values[i] = random.nextInt(30) / 30.0;
                stretched[i] = Math.exp(5 * values[i]) - 100;
                negated[i] = -values[i];
                same[i] = i < 10 || (random.nextBoolean() && i < size - 5);
            }
            ScoreCounts counts = ScoreCounts.of(LabelledScores.of(values, same));
            ScoreCounts monotone = ScoreCounts.of(LabelledScores.of(stretched, same));
            assertThat(monotone.areaUnderCurve()).as("seed %d", seed).isEqualTo(counts.areaUnderCurve());
            assertThat(monotone.averagePrecision()).isEqualTo(counts.averagePrecision());
            assertThat(monotone.equalErrorRate()).isEqualTo(counts.equalErrorRate());
            boolean[] other = same.clone();
            for (int i = 0; i < size; i++) {
                other[i] = !same[i];
            }
            // Swapping both labels and order asks the same question.
            ScoreCounts mirrored = ScoreCounts.of(LabelledScores.of(negated, other));
            assertThat(mirrored.areaUnderCurve()).isCloseTo(counts.areaUnderCurve(), within(1e-12));
            assertThat(mirrored.equalErrorRate()).isCloseTo(counts.equalErrorRate(), within(1e-12));
            ScoreCounts inverted = ScoreCounts.of(LabelledScores.of(negated, same));
            assertThat(inverted.areaUnderCurve()).isCloseTo(1 - counts.areaUnderCurve(), within(1e-12));

            List<RocCurve.Point> points =
                    RocCurve.of(LabelledScores.of(values, same)).points();
            for (int i = 1; i < points.size(); i++) {
                assertThat(points.get(i).threshold())
                        .isLessThan(points.get(i - 1).threshold());
                assertThat(points.get(i).falseAcceptRate())
                        .isGreaterThanOrEqualTo(points.get(i - 1).falseAcceptRate());
                assertThat(points.get(i).trueAcceptRate())
                        .isGreaterThanOrEqualTo(points.get(i - 1).trueAcceptRate());
            }
            RocCurve.Point last = points.get(points.size() - 1);
            assertThat(last.falseAcceptRate()).isEqualTo(1);
            assertThat(last.trueAcceptRate()).isEqualTo(1);
        }
    }

    /** Normal scores one deviation apart have the area Φ(1/√2) = 0.7602 and the equal error rate Φ(−1/2) = 0.3085. */
    @Test
    void bootstrapIntervalsHoldTheTruthAboutAsOftenAsTheySay() {
        int held = 0;
        int heldError = 0;
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] values = new double[200];
            boolean[] same = new boolean[200];
            for (int i = 0; i < 200; i++) {
                same[i] = i % 2 == 0;
                values[i] = random.nextGaussian() + (same[i] ? 1 : 0);
            }
            Verification figures = Verification.of(LabelledScores.of(values, same), 0.5, seed);
            held += holds(figures.areaUnderCurve(), 0.76025) ? 1 : 0;
            heldError += holds(figures.equalErrorRate(), 0.30854) ? 1 : 0;
        }
        // At 95 % coverage, fewer than 88 of 100 have a probability of 0.4 %.
        assertThat(held).isBetween(88, 100);
        assertThat(heldError).isBetween(88, 100);
    }

    private static boolean holds(Estimate estimate, double truth) {
        return estimate.low() <= truth && truth <= estimate.high();
    }

    /** By the definition of Wilson's interval, each end is z of its own standard errors away from the share. */
    @Test
    void wilsonsIntervalSolvesItsEquation() {
        for (int[] each : new int[][] {{1, 10}, {5, 10}, {87, 100}, {3999, 4000}}) {
            Estimate share = Estimate.share(each[0], each[1]);
            for (double end : new double[] {share.low(), share.high()}) {
                double error = Math.sqrt(end * (1 - end) / each[1]);
                assertThat(Math.abs(end - share.value())).isCloseTo(1.959963984540054 * error, within(1e-9));
            }
        }
        assertThat(Estimate.share(0, 10).low()).isZero();
        assertThat(Estimate.share(10, 10).high()).isEqualTo(1);
        assertThat(Estimate.mean(1, 2, 3, 4).value()).isEqualTo(2.5);
        assertThat(Estimate.mean(1, 2, 3, 4).high())
                .isCloseTo(2.5 + 1.959963984540054 * Math.sqrt(5.0 / 3 / 4), within(1e-12));
    }

    @Test
    void scoresThatCannotBeMeasuredAreRefused() {
        assertThatThrownBy(() -> LabelledScores.of(new double[] {0.1, Double.NaN}, new boolean[] {true, false}))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCORES_INVALID))
                .hasMessageContaining("score 1 is NaN");
        assertThatThrownBy(() -> LabelledScores.of(new double[] {0.1, 0.2}, new boolean[] {true, true}))
                .hasMessageContaining("2 same and 0 different pairs");
        assertThatThrownBy(() -> LabelledScores.of(new double[] {0.1}, new boolean[] {true, true}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void figuresWithoutIntervalsEqualThoseWithIntervals() {
        SplittableRandom random = new SplittableRandom(5);
        double[] values = new double[300];
        boolean[] same = new boolean[300];
        for (int i = 0; i < 300; i++) {
            same[i] = i < 120;
            values[i] = (random.nextInt(40) + (same[i] ? 8 : 0)) / 50.0;
        }
        LabelledScores scores = LabelledScores.of(values, same);
        Threshold threshold = Threshold.choose(scores, Criterion.equalError(), 1);
        assertThat(scores.threshold(Criterion.equalError()))
                .isEqualTo(threshold.score().value());
        Verification figures = Verification.of(scores, threshold.score().value(), 1);
        assertThat(scores.accuracy(threshold.score().value()))
                .isEqualTo(figures.accuracy().value())
                .isEqualTo(threshold.accuracy().value());
        assertThat(scores.areaUnderCurve()).isEqualTo(figures.areaUnderCurve().value());
        assertThat(scores.equalErrorRate()).isEqualTo(figures.equalErrorRate().value());
    }
}
