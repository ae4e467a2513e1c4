package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.PairLoss.Term;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.loss.Differentiation;
import io.github.siamese4j.training.internal.loss.Differentiation.Result;
import io.github.siamese4j.training.internal.loss.PairLossFunction;
import io.github.siamese4j.training.internal.loss.PairTargets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares losses with closed forms; TwinGoldenTest compares the cross-entropy of all pairs with PyTorch. */
class PairLossTest {
    private static final PairTargets LISTED = PairTargets.of(
            5, new int[] {4, 0, 1, 4}, new int[] {0, 1, 3, 2}, new boolean[] {true, false, false, false});
    private static final float[] VALUES = {0.7f, -0.2f, 0.4f, 1.5f};

    private static Result run(PairLoss loss, PairTargets targets, float[] values) {
        return Differentiation.of(values, new Shape(values.length), x -> PairLossFunction.compute(loss, x, targets));
    }

    /** Returns the loss with the value of the zero difference as the last value. */
    private static Result runWithZero(PairLoss loss, float zero) {
        float[] values = {VALUES[0], VALUES[1], VALUES[2], VALUES[3], zero};
        return Differentiation.of(
                values, new Shape(5), x -> PairLossFunction.compute(loss, x.get("0:4"), LISTED, x.get("4:5")));
    }

    private static double crossEntropy(double z, double t) {
        double p = 1 / (1 + Math.exp(-z));
        return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
    }

    private static double slope(double z, double t) {
        return 1 / (1 + Math.exp(-z)) - t;
    }

    @Test
    void crossEntropyOfAListOfPairs() {
        double negatives = crossEntropy(-0.2, 0) + crossEntropy(0.4, 0) + crossEntropy(1.5, 0);
        double positive = crossEntropy(0.7, 1);
        Result plain = run(new PairLoss(false, 0, 0), LISTED, VALUES);
        assertThat(plain.value()).isEqualTo((float) ((positive + negatives) / 4), within(1e-6f));
        Result balanced = run(new PairLoss(true, 0, 0), LISTED, VALUES);
        assertThat(balanced.value()).isEqualTo((float) (positive / 2 + negatives / 6), within(1e-6f));
        assertThat(balanced.gradient())
                .containsExactly(
                        new float[] {
                            (float) slope(0.7, 1) / 2,
                            (float) slope(-0.2, 0) / 6,
                            (float) slope(0.4, 0) / 6,
                            (float) slope(1.5, 0) / 6
                        },
                        within(1e-6f));
    }

    @Test
    void squaredErrorOfAListOfPairs() {
        Result plain = run(PairLoss.squaredError(false), LISTED, VALUES);
        assertThat(plain.value()).isEqualTo((0.09f + 0.04f + 0.16f + 2.25f) / 4, within(1e-6f));
        assertThat(plain.gradient()).containsExactly(new float[] {-0.15f, -0.1f, 0.2f, 0.75f}, within(1e-6f));
        Result balanced = run(PairLoss.squaredError(true), LISTED, VALUES);
        assertThat(balanced.value()).isEqualTo(0.09f / 2 + (0.04f + 0.16f + 2.25f) / 6, within(1e-6f));
    }

    @Test
    void squaredErrorOfAllPairs() {
        PairTargets targets = new PairTargets(List.of(3, 3, 8));
        Result result = run(PairLoss.squaredError(false), targets, new float[] {0.5f, 0.25f, -1});
        assertThat(result.value()).isEqualTo((0.25f + 0.0625f + 1) / 3, within(1e-6f));
        Result smooth = run(new PairLoss(false, 0, 0.2, Term.SQUARED_ERROR, 0), targets, new float[] {0.5f, 0.25f, -1});
        assertThat(smooth.value()).isEqualTo((0.16f + 0.0225f + 1.21f) / 3, within(1e-6f));
    }

    @Test
    void listsOfOneKindHaveThePlainMean() {
        PairTargets positives = PairTargets.of(3, new int[] {0, 1}, new int[] {1, 2}, new boolean[] {true, true});
        Result result = run(PairLoss.squaredError(true), positives, new float[] {0.5f, 0});
        assertThat(result.value()).isEqualTo(0.625f, within(1e-6f));
        assertThat(positives.balancedAccuracy(new float[] {0.5f, -1}, 0)).isEqualTo(0.5);
    }

    @Test
    void aPictureWithItselfIsAPositivePair() {
        PairLoss loss = PairLoss.standard().withIdentity(0.3);
        float pairs = run(PairLoss.standard(), LISTED, VALUES).value();
        for (float zero : new float[] {-2, 0, 1.5f, 90}) {
            Result result = runWithZero(loss, zero);
            assertThat(result.value()).isEqualTo(pairs + (float) (0.3 * Math.log1p(Math.exp(-zero))), within(1e-6f));
            assertThat(result.gradient()[4]).isEqualTo((float) (0.3 * slope(zero, 1)), within(1e-6f));
        }
        Result squared = runWithZero(PairLoss.squaredError(false).withIdentity(0.5), 0.4f);
        assertThat(squared.value()
                        - run(PairLoss.squaredError(false), LISTED, VALUES).value())
                .isEqualTo(0.18f, within(1e-6f));
        assertThat(squared.gradient()[4]).isEqualTo(-0.6f, within(1e-6f));
        assertThat(runWithZero(PairLoss.standard(), -2).value()).isEqualTo(pairs);
    }

    @Test
    void staysFiniteOnLargeLogits() {
        float[] large = {-500, 500, 100, -100};
        Result result = run(new PairLoss(false, 0, 0), LISTED, large);
        assertThat(result.value()).isEqualTo(1100f / 4, within(1e-3f));
        assertThat(result.gradient()).containsExactly(new float[] {-0.25f, 0.25f, 0.25f, 0}, within(1e-6f));
    }

    @Test
    void refusesTheSoftmaxWhereItHasNoMeaning() {
        assertThatThrownBy(() -> run(new PairLoss(true, 0.5, 0), LISTED, VALUES))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("CONFIG_INVALID")
                .hasMessageContaining("list of pairs");
        assertThatThrownBy(() -> new PairLoss(true, 0.5, 0, Term.SQUARED_ERROR, 0))
                .hasMessageContaining("SQUARED_ERROR");
        assertThatThrownBy(() -> PairLoss.standard().withIdentity(-1)).hasMessageContaining("-1.0");
    }

    @Test
    void readsConfigurationsWithoutTheLaterMembers() {
        String old = "{\"balanced\": true, \"anchorSoftmax\": 0.5, \"labelSmoothing\": 0.1}";
        assertThat(ConfigJson.part(Json.parse(old), PairLoss.class)).isEqualTo(new PairLoss(true, 0.5, 0.1));
        PairLoss loss = PairLoss.squaredError(true).withIdentity(0.25);
        assertThat(ConfigJson.part(Json.tree(loss), PairLoss.class)).isEqualTo(loss);
    }
}
