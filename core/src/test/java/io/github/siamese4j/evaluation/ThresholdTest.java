package io.github.siamese4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThresholdTest {

    @Test
    void liesHalfwayBetweenTheScores() {
        LabelledScores scores =
                LabelledScores.of(new double[] {0.9, 0.7, 0.3, 0.1}, new boolean[] {true, true, false, false});
        for (Criterion criterion : new Criterion[] {Criterion.equalError(), Criterion.accuracy(), Criterion.f1()}) {
            Threshold threshold = Threshold.choose(scores, criterion, 1);
            assertThat(threshold.score().value()).as(criterion.toString()).isCloseTo(0.5, within(1e-12));
            assertThat(threshold.accuracy().value()).isEqualTo(1);
            assertThat(threshold.score().low()).isGreaterThan(0.1);
            assertThat(threshold.score().high()).isLessThanOrEqualTo(0.9);
        }
    }

    /** Trying every threshold finds none that is better. */
    @Test
    void noThresholdIsBetter() {
        for (long seed = 1; seed <= 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] values = new double[60];
            boolean[] same = new boolean[60];
            for (int i = 0; i < 60; i++) {
                same[i] = i < 20;
                values[i] = (random.nextInt(20) + (same[i] ? 5 : 0)) / 25.0;
            }
            LabelledScores scores = LabelledScores.of(values, same);
            double accuracy = 0;
            double difference = 1;
            double rate = 0;
            for (double candidate : values) {
                double far = share(scores, false, candidate);
                double tar = share(scores, true, candidate);
                accuracy = Math.max(accuracy, (tar * 20 + (1 - far) * 40) / 60);
                difference = Math.min(difference, Math.abs(far - (1 - tar)));
                rate = far <= 0.1 ? Math.max(rate, far) : rate;
            }
            Threshold best = Threshold.choose(scores, Criterion.accuracy(), seed);
            assertThat(best.accuracy().value()).as("seed %d", seed).isCloseTo(accuracy, within(1e-12));
            Threshold equal = Threshold.choose(scores, Criterion.equalError(), seed);
            assertThat(Math.abs(equal.falseAcceptRate().value()
                            - (1 - equal.trueAcceptRate().value())))
                    .isCloseTo(difference, within(1e-12));
            Threshold target = Threshold.choose(scores, Criterion.falseAcceptRate(0.1), seed);
            assertThat(target.falseAcceptRate().value()).isEqualTo(rate);
            assertThat(share(scores, false, target.score().value())).isEqualTo(rate);
        }
    }

    /** The true rate at the chosen threshold lies within the interval in about 95 of 100 samples. */
    @Test
    void theIntervalOfTheFalseAcceptRateHoldsForOtherPairs() {
        int held = 0;
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] values = new double[600];
            boolean[] same = new boolean[600];
            for (int i = 0; i < 600; i++) {
                same[i] = i < 100;
                values[i] = same[i] ? 1 : random.nextDouble();
            }
            Threshold threshold =
                    Threshold.choose(LabelledScores.of(values, same), Criterion.falseAcceptRate(0.1), seed);
            // A share of 1 − threshold of uniform scores reaches the threshold.
            double truth = 1 - threshold.score().value();
            held += threshold.falseAcceptRate().low() <= truth
                            && truth <= threshold.falseAcceptRate().high()
                    ? 1
                    : 0;
        }
        assertThat(held).isBetween(88, 100);
    }

    @Test
    void aRateThatTooFewPairsSupportIsRefused() {
        double[] values = new double[2000];
        boolean[] same = new boolean[2000];
        for (int i = 0; i < 2000; i++) {
            values[i] = i;
            same[i] = i >= 1000;
        }
        LabelledScores scores = LabelledScores.of(values, same);
        assertThatThrownBy(() -> Threshold.choose(scores, Criterion.falseAcceptRate(0.001), 1))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_TOO_SMALL))
                .hasMessageContaining("3000")
                .hasMessageContaining("1000");
        assertThat(Threshold.choose(scores, Criterion.falseAcceptRate(0.003), 1)
                        .falseAcceptRate()
                        .value())
                .isEqualTo(0.003);
        assertThat(Threshold.neededPairs(0.1)).isEqualTo(30);
        assertThat(Threshold.neededPairs(0.01)).isEqualTo(300);
        assertThat(Threshold.neededPairs(0.0001)).isEqualTo(30000);
        assertThat(Threshold.neededPairs(0.7)).isEqualTo(5);
    }

    @Test
    void aTargetNoThresholdReachesIsRefused() {
        double[] values = new double[80];
        boolean[] same = new boolean[80];
        for (int i = 0; i < 80; i++) {
            values[i] = i < 50 ? 1 : 0.5;
            same[i] = i < 40;
        }
        LabelledScores scores = LabelledScores.of(values, same);
        assertThatThrownBy(() -> Threshold.choose(scores, Criterion.falseAcceptRate(0.1), 1))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE))
                .hasMessageContaining("10 of 40");
        assertThatThrownBy(() -> Criterion.falseAcceptRate(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Criterion.falseAcceptRate(1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double share(LabelledScores scores, boolean same, double threshold) {
        double[] values = scores.scores(same);
        int count = 0;
        for (double value : values) {
            count += value >= threshold ? 1 : 0;
        }
        return (double) count / values.length;
    }
}
