package io.github.siamese4j.training.internal.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.internal.loss.Differentiation.Result;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Compares lists of pairs with all pairs of a batch, and both with loops. */
class EmbeddingPairsTest {
    private static final int PICTURES = 7;
    private static final int LENGTH = 5;
    private static final PairTargets ALL = new PairTargets(List.of(0, 0, 1, 1, 2, 2, 2));
    private static final float[] X = embeddings();

    private static float[] embeddings() {
        Random random = new Random(5);
        float[] x = new float[PICTURES * LENGTH];
        for (int i = LENGTH; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    /** The pairs of {@link #ALL} as a list. */
    private static PairTargets list() {
        int[] left = new int[ALL.pairs()];
        int[] right = new int[ALL.pairs()];
        boolean[] same = new boolean[ALL.pairs()];
        for (int i = 0; i < left.length; i++) {
            left[i] = ALL.left(i);
            right[i] = ALL.right(i);
            same[i] = ALL.isPositive(i);
        }
        return PairTargets.of(PICTURES, left, right, same);
    }

    private static Result run(Function<NDArray, NDArray> function) {
        return Differentiation.of(X, PICTURES, function);
    }

    @Test
    void differencesOfAListAreThoseOfTheBatch() {
        Result all = run(x -> EmbeddingPairs.differences(x, ALL).square().sum());
        Result listed = run(x -> EmbeddingPairs.differences(x, list()).square().sum());
        assertThat(listed.value()).isEqualTo(all.value(), within(1e-4f));
        assertThat(listed.gradient()).containsExactly(all.gradient(), within(1e-4f));
        for (int pair = 0; pair < ALL.pairs(); pair++) {
            int row = pair;
            assertThat(run(x -> EmbeddingPairs.differences(x, list()).get(row).sum())
                            .value())
                    .isEqualTo(difference(pair), within(1e-5f));
        }
    }

    private static float difference(int pair) {
        float sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += Math.abs(X[ALL.left(pair) * LENGTH + i] - X[ALL.right(pair) * LENGTH + i]);
        }
        return sum;
    }

    @Test
    void cosinesAreThoseOfALoop() {
        for (PairTargets targets : List.of(ALL, list())) {
            for (int pair = 0; pair < ALL.pairs(); pair++) {
                int place = pair;
                Result result = run(x -> EmbeddingPairs.cosines(x, targets).get(place));
                assertThat(result.value()).isEqualTo(cosine(X, pair), within(1e-6f));
                assertThat(result.gradient()).containsExactly(slopes(pair), within(1e-3f));
            }
        }
    }

    /** Embeddings of which the first is the zero vector, which has cosine 0. */
    private static float cosine(float[] x, int pair) {
        int a = ALL.left(pair) * LENGTH;
        int b = ALL.right(pair) * LENGTH;
        double product = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < LENGTH; i++) {
            product += (double) x[a + i] * x[b + i];
            left += (double) x[a + i] * x[a + i];
            right += (double) x[b + i] * x[b + i];
        }
        return left == 0 || right == 0 ? 0 : (float) (product / Math.sqrt(left * right));
    }

    private static float[] slopes(int pair) {
        float[] slopes = new float[X.length];
        if (ALL.left(pair) == 0) {
            return slopes;
        }
        float step = 1e-2f;
        for (int i = 0; i < slopes.length; i++) {
            float[] up = X.clone();
            float[] down = X.clone();
            up[i] += step;
            down[i] -= step;
            slopes[i] = (cosine(up, pair) - cosine(down, pair)) / (2 * step);
        }
        return slopes;
    }

    @Test
    void knowsWhatAListDoesNotTell() {
        PairTargets listed = list();
        assertThat(listed.isComplete()).isFalse();
        assertThat(listed.positives()).isEqualTo(ALL.positives()).isEqualTo(5);
        assertThatThrownBy(() -> listed.isSame(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> listed.place(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesListsThatAreNotOfPairs() {
        boolean[] one = {true};
        assertThatThrownBy(() -> PairTargets.of(3, new int[] {1}, new int[] {1}, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("itself: 1");
        assertThatThrownBy(() -> PairTargets.of(3, new int[] {1}, new int[] {3}, one))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> PairTargets.of(3, new int[] {1, 2}, new int[] {0}, one))
                .hasMessageContaining("2, 1, 1");
        assertThatThrownBy(() -> PairTargets.of(3, new int[0], new int[0], new boolean[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsAccuracyAtAThreshold() {
        PairTargets listed =
                PairTargets.of(3, new int[] {0, 0, 1}, new int[] {1, 2, 2}, new boolean[] {true, false, false});
        float[] scores = {0.7f, 0.6f, 0.2f};
        assertThat(listed.balancedAccuracy(scores, 0.5)).isEqualTo(0.75);
        assertThat(listed.balancedAccuracy(scores, 0)).isEqualTo(0.5);
    }
}
