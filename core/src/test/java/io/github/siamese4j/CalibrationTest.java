package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.evaluation.CalibrationMethod;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Reliability;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

    private static final int PAIRS = 4000;

    /** Returns pairs that are the same with probability score². Isotonic fits can learn that, a sigmoid nearly. */
    private static LabelledScores squares(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[PAIRS];
        boolean[] same = new boolean[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            values[i] = random.nextDouble();
            same[i] = random.nextDouble() < values[i] * values[i];
        }
        return LabelledScores.of(values, same);
    }

    @ParameterizedTest
    @EnumSource
    void findsTheProbabilities(CalibrationMethod method) {
        Calibration fitted = method.fit(squares(3));
        double last = 0;
        for (double score = 0; score <= 1; score += 0.01) {
            double probability = fitted.probability(score);
            assertThat(probability).isBetween(last, 1.0);
            assertThat(probability).as("at %s", score).isCloseTo(score * score, within(0.12));
            last = probability;
        }
        Calibration again = Calibration.parse(fitted.text());
        assertThat(again).isEqualTo(fitted);
        assertThat(fitted.text()).matches("[ -~]+");
    }

    @ParameterizedTest
    @EnumSource
    void heldOutProbabilitiesAreReliable(CalibrationMethod method) {
        LabelledScores scores = squares(5);
        double[] probabilities = method.crossValidated(scores, 1);
        boolean[] same = new boolean[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            same[i] = scores.isSame(i);
        }
        Reliability reliability = Reliability.of(probabilities, same, 10);
        assertThat(reliability.calibrationError()).isLessThan(0.05);
        // The best there is: ∫ s²(1 − s²) ds = 2/15.
        assertThat(reliability.brier().value()).isCloseTo(2.0 / 15, within(0.01));
        assertThat(reliability.bins())
                .allSatisfy(bin -> assertThat(bin.same().low())
                        .isLessThanOrEqualTo(bin.same().value()));
        assertThat(reliability.bins().stream().mapToInt(Reliability.Bin::pairs).sum())
                .isEqualTo(PAIRS);
        assertThat(method.crossValidated(scores, 1)).isEqualTo(probabilities);
    }

    /** One wrong label at the lowest score: only a fit that includes this pair gives it a positive probability. */
    @Test
    void heldOutProbabilitiesDoNotKnowThePair() {
        double[] values = new double[100];
        boolean[] same = new boolean[100];
        for (int i = 0; i < 100; i++) {
            values[i] = i;
            same[i] = i >= 50;
        }
        same[0] = true;
        LabelledScores scores = LabelledScores.of(values, same);
        double[] held = CalibrationMethod.ISOTONIC.crossValidated(scores, 1);
        assertThat(held[0]).isZero();
        assertThat(CalibrationMethod.ISOTONIC.fit(scores).probability(0)).isPositive();
    }

    @Test
    void plattDoesNotDependOnUnitsOrExtremes() {
        LabelledScores plain = squares(7);
        double[] values = new double[PAIRS];
        boolean[] same = new boolean[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            values[i] = 1e6 + 1e4 * plain.score(i);
            same[i] = plain.isSame(i);
        }
        Calibration.Platt fitted = (Calibration.Platt) CalibrationMethod.PLATT.fit(plain);
        Calibration.Platt shifted = (Calibration.Platt) CalibrationMethod.PLATT.fit(LabelledScores.of(values, same));
        assertThat(shifted.probability(1e6 + 1e4 * 0.7)).isCloseTo(fitted.probability(0.7), within(1e-6));
        assertThat(new Calibration.Platt(-1e6, 0).probability(1)).isEqualTo(1);
        assertThat(new Calibration.Platt(-1e6, 0).probability(-1)).isZero();
        assertThat(new Calibration.Platt(0, 0).probability(3)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @EnumSource
    void scoresThatFallWithSimilarityAreRefused(CalibrationMethod method) {
        LabelledScores scores = LabelledScores.of(
                new double[] {0.1, 0.2, 0.3, 0.7, 0.8, 0.9}, new boolean[] {true, true, true, false, false, false});
        assertThatThrownBy(() -> method.fit(scores))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCORES_INVALID));
        LabelledScores level =
                LabelledScores.of(new double[] {0.5, 0.5, 0.5, 0.5}, new boolean[] {true, true, false, false});
        assertThatThrownBy(() -> method.fit(level)).isInstanceOf(EvaluationException.class);
        assertThatThrownBy(() -> method.crossValidated(level, 1))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_TOO_SMALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sigmoid 1 2",
                "platt",
                "platt -1",
                "platt 1 0",
                "platt NaN 0",
                "platt -1 x",
                "isotonic",
                "isotonic ",
                "isotonic 0.5",
                "isotonic 0.5:0.2 0.4:0.3",
                "isotonic 0.4:0.3 0.5:0.2",
                "isotonic 0.4:1.5",
                "isotonic 0.4:0.1:0.2"
            })
    void textsThatAreNoCalibrationAreRefused(String text) {
        assertThatThrownBy(() -> Calibration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reliabilityOfAllEqualIsThePlainDifference() {
        double[] probabilities = new double[10];
        Arrays.fill(probabilities, 0.9);
        boolean[] same = new boolean[10];
        Arrays.fill(same, 0, 6, true);
        Reliability reliability = Reliability.of(probabilities, same, 5);
        assertThat(reliability.calibrationError()).isCloseTo(0.3, within(1e-12));
        assertThat(reliability.brier().value()).isCloseTo(0.6 * 0.01 + 0.4 * 0.81, within(1e-12));
        assertThat(reliability.bins()).hasSize(1);
    }
}
