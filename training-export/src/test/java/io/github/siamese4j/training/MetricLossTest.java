package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import io.github.siamese4j.training.MetricLoss.Distance;
import io.github.siamese4j.training.MetricLoss.Kind;
import io.github.siamese4j.training.MetricLoss.Mining;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.loss.Differentiation;
import io.github.siamese4j.training.internal.loss.Differentiation.Result;
import io.github.siamese4j.training.internal.loss.MetricLossFunction;
import io.github.siamese4j.training.internal.loss.PairTargets;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares losses with pytorch-metric-learning, see src/test/python/metric_loss_golden.py, and with closed forms. */
class MetricLossTest {
    private static final double TOLERANCE = 1e-5;
    private static final PairTargets TWO_TWO = new PairTargets(List.of(0, 0, 1, 1));

    record Golden(List<Integer> labels, List<Batch> batches) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Batch(String name, float[] embeddings, List<Case> cases) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Case(MetricLoss config, float loss, float[] gradient) {}

    static Stream<Arguments> golden() {
        Golden golden = read();
        PairTargets targets = new PairTargets(golden.labels());
        return golden.batches().stream()
                .flatMap(batch -> batch.cases().stream()
                        .map(c -> Arguments.of(batch.name(), c.config(), targets, batch.embeddings(), c)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("golden")
    void hasTheValueAndGradientOfTheReference(
            String name, MetricLoss loss, PairTargets targets, float[] embeddings, Case expected) {
        Result result =
                Differentiation.of(embeddings, targets.pictures(), x -> MetricLossFunction.compute(loss, x, targets));
        assertThat(result.value()).isEqualTo(expected.loss(), within((float) TOLERANCE));
        for (int i = 0; i < embeddings.length; i++) {
            assertThat(result.gradient()[i]).as("gradient " + i).isEqualTo(expected.gradient()[i], within((float)
                    TOLERANCE));
        }
    }

    @Test
    void fallsAlongItsGradient() {
        Golden golden = read();
        PairTargets targets = new PairTargets(golden.labels());
        float[] x = golden.batches().get(0).embeddings();
        for (MetricLoss loss : List.of(
                MetricLoss.contrastive(),
                MetricLoss.triplet(0.2, Mining.SEMI_HARD),
                MetricLoss.triplet(0.2, Mining.BATCH_HARD),
                MetricLoss.multiSimilarity(),
                MetricLoss.supervisedContrastive(0.5))) {
            Result at = Differentiation.of(x, targets.pictures(), e -> MetricLossFunction.compute(loss, e, targets));
            float[] ahead = x.clone();
            double expected = 0;
            for (int i = 0; i < x.length; i++) {
                ahead[i] -= 1e-2f * at.gradient()[i];
                expected += 1e-2 * at.gradient()[i] * at.gradient()[i];
            }
            Result moved =
                    Differentiation.of(ahead, targets.pictures(), e -> MetricLossFunction.compute(loss, e, targets));
            assertThat(at.value() - moved.value())
                    .as(loss.toString())
                    .isEqualTo((float) expected, within((float) expected / 5));
        }
    }

    @Test
    void takesTheSoftmaxOfThePairsOfAnAnchor() {
        // Directions 0°, 90°, 90° and 180°; the first two are one class, the last is alone.
        float[] x = {1, 0, 0, 2, 0, 1, -3, 0};
        PairTargets targets = new PairTargets(List.of(0, 0, 1, 2));
        MetricLoss loss = MetricLoss.supervisedContrastive(0.5);
        double first = -Math.log(1 / (1 + 1 + Math.exp(-2)));
        double second = -Math.log(1 / (1 + Math.exp(2) + 1));
        assertThat(Differentiation.of(x, 4, e -> MetricLossFunction.compute(loss, e, targets))
                        .value())
                .isEqualTo((float) ((first + second) / 2), within(1e-6f));
    }

    @Test
    void meansOnlyWhatCosts() {
        // Points on a line: positives at distances 1 and 4, negatives at 2, 3, 6, 7.
        float[] x = {0, 0, 1, 0, 3, 0, 7, 0};
        MetricLoss loss = MetricLoss.contrastive(Distance.EUCLIDEAN, false, 2, 5);
        Result result = Differentiation.of(x, 4, e -> MetricLossFunction.compute(loss, e, TWO_TWO));
        // Positives: 4 - 2. Negatives: mean of 5 - 3 and 5 - 2.
        assertThat(result.value()).isEqualTo(2 + 2.5f, within(1e-6f));
        assertThat(result.gradient()).containsExactly(new float[] {0.5f, 0, 0.5f, 0, -2, 0, 1, 0}, within(1e-6f));
    }

    @Test
    void minesTheTripletsOfItsName() {
        // Points on a line: class 0 at 0 and 2, class 1 at 3 and 9.
        float[] x = {0, 0, 2, 0, 3, 0, 9, 0};
        // Lead of each negative over the positive. Anchor 0: 3 by 1, 9 by 7. Anchor 2: 3 by -1, 9 by 5.
        // Anchor 3: 0 by -3, 2 by -5. Anchor 9: 0 by 3, 2 by 1. The margin is 2.
        assertThat(triplet(x, Mining.ALL)).isEqualTo((1 + 3 + 5 + 7 + 1) / 5f, within(1e-6f));
        assertThat(triplet(x, Mining.SEMI_HARD)).isEqualTo((1 + 1) / 2f, within(1e-6f));
        assertThat(triplet(x, Mining.HARD)).isEqualTo((3 + 5 + 7) / 3f, within(1e-6f));
        assertThat(triplet(x, Mining.BATCH_HARD)).isEqualTo((1 + 3 + 7 + 1) / 4f, within(1e-6f));
    }

    private static float triplet(float[] x, Mining mining) {
        MetricLoss loss = MetricLoss.triplet(Distance.EUCLIDEAN, false, 2, mining);
        return Differentiation.of(x, 4, e -> MetricLossFunction.compute(loss, e, TWO_TWO))
                .value();
    }

    static Stream<MetricLoss> all() {
        Stream<MetricLoss> triplets = Stream.of(Mining.values())
                .flatMap(mining -> Stream.of(
                        MetricLoss.triplet(0.2, mining),
                        MetricLoss.triplet(Distance.EUCLIDEAN, false, 0.2, mining),
                        MetricLoss.triplet(Distance.COSINE, true, 0.2, mining)));
        return Stream.concat(
                triplets,
                Stream.of(
                        MetricLoss.contrastive(),
                        MetricLoss.contrastive(Distance.EUCLIDEAN, false, 0.1, 5),
                        MetricLoss.contrastive(Distance.COSINE, true, 0, 0.5),
                        MetricLoss.multiSimilarity(),
                        MetricLoss.multiSimilarity(2, 5000, 0.5, Mining.ALL, 0.1),
                        MetricLoss.supervisedContrastive()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void staysFiniteOnZeroAndEqualEmbeddings(MetricLoss loss) {
        for (float[] x : List.of(
                new float[8], new float[] {1, 2, 1, 2, 1, 2, 1, 2}, new float[] {0, 0, 0, 0, 3, 4, 3, 4}, new float[] {
                    0, 0, 1, 0, 1, 0, 1e-30f, 0
                })) {
            Result result = Differentiation.of(x, 4, e -> MetricLossFunction.compute(loss, e, TWO_TWO));
            assertThat(result.value()).isBetween(0f, 10f);
            for (float slope : result.gradient()) {
                assertThat(slope).isBetween(-10f, 10f);
            }
        }
    }

    /** The losses that are 0 beyond a margin. */
    static Stream<MetricLoss> hinges() {
        return all().filter(loss -> loss.kind() != Kind.SUPERVISED_CONTRASTIVE);
    }

    @ParameterizedTest
    @MethodSource("hinges")
    void hasNoGradientWhereNothingCosts(MetricLoss loss) {
        float[] x = {9, 0, 9, 0, 0, 9, 0, 9};
        Result result = Differentiation.of(x, 4, e -> MetricLossFunction.compute(loss, e, TWO_TWO));
        if (loss.kind() != Kind.MULTI_SIMILARITY || loss.mining() == Mining.HARD) {
            assertThat(result.value()).isZero();
            assertThat(result.gradient()).containsOnly(0f);
        }
    }

    @Test
    void passesNanOn() {
        MetricLoss loss = MetricLoss.contrastive();
        float[] x = {Float.NaN, 0, 1, 0, 0, 1, 0, 1};
        assertThat(Differentiation.of(x, 4, e -> MetricLossFunction.compute(loss, e, TWO_TWO))
                        .value())
                .isNaN();
    }

    @Test
    void takesListsOfPairsWhereItsFormulaHasNoOthers() {
        float[] x = {0, 0, 1, 0, 3, 0, 7, 0};
        PairTargets listed = PairTargets.of(4, new int[] {3, 1}, new int[] {2, 2}, new boolean[] {true, false});
        MetricLoss contrastive = MetricLoss.contrastive(Distance.EUCLIDEAN, false, 2, 5);
        assertThat(Differentiation.of(x, 4, e -> MetricLossFunction.compute(contrastive, e, listed))
                        .value())
                .isEqualTo(2 + 3f, within(1e-6f));
        MetricLoss triplet = MetricLoss.triplet(0.2, Mining.ALL);
        assertThatThrownBy(() -> Differentiation.of(x, 4, e -> MetricLossFunction.compute(triplet, e, listed)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("CONFIG_INVALID")
                .hasMessageContaining("CONTRASTIVE");
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThatThrownBy(() -> MetricLoss.triplet(-0.1, Mining.ALL)).hasMessageContaining("-0.1");
        assertThatThrownBy(() -> MetricLoss.multiSimilarity(2, 50, 0.5, Mining.SEMI_HARD, 0.1))
                .hasMessageContaining("SEMI_HARD");
        assertThatThrownBy(() -> MetricLoss.multiSimilarity(0, 50, 0.5, Mining.HARD, 0.1))
                .isInstanceOf(TrainingException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void survivesJson(MetricLoss loss) {
        assertThat(ConfigJson.part(Json.tree(loss), MetricLoss.class)).isEqualTo(loss);
    }

    private static Golden read() {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(MetricLossTest.class.getResourceAsStream("/golden/metric-losses.json")),
                StandardCharsets.UTF_8)) {
            return Objects.requireNonNull(new Gson().fromJson(reader, Golden.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
