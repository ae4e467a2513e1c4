package io.github.siamese4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialsTest {

    private static final int ITEMS = 5;

    /** Returns classes of five items each; item i belongs to class i / 5. */
    private static List<LabelledClass> classes(int groups, int classesInGroup) {
        List<LabelledClass> classes = new ArrayList<>();
        for (int i = 0; i < groups * classesInGroup; i++) {
            int first = i * ITEMS;
            classes.add(new LabelledClass(
                    "group" + i / classesInGroup,
                    "class" + i,
                    IntStream.range(first, first + ITEMS).boxed().toList()));
        }
        return classes;
    }

    /** Scores 1 within a class and 0 between classes. */
    private static final ItemScorer PERFECT = (query, candidates) -> candidates.stream()
            .mapToDouble(candidate -> candidate / ITEMS == query / ITEMS ? 1 : 0)
            .toArray();

    private static final ItemScorer LEVEL = (query, candidates) -> new double[candidates.size()];

    @Test
    void pairsAreBalancedDifferentAndRepeatable() {
        for (boolean within : new boolean[] {false, true}) {
            List<RandomPairs.Pair> pairs = RandomPairs.draw(classes(4, 5), 200, within, 9);
            assertThat(pairs).hasSize(200);
            assertThat(new HashSet<>(pairs)).hasSize(200);
            assertThat(pairs.stream().filter(RandomPairs.Pair::same)).hasSize(100);
            for (RandomPairs.Pair pair : pairs) {
                assertThat(pair.left()).isNotEqualTo(pair.right());
                assertThat(pair.left() / ITEMS == pair.right() / ITEMS).isEqualTo(pair.same());
            }
            long crossing = pairs.stream()
                    .filter(pair -> pair.left() / 25 != pair.right() / 25)
                    .count();
            assertThat(crossing).isBetween(within ? 0L : 60L, within ? 0L : 95L);
            assertThat(RandomPairs.draw(classes(4, 5), 200, within, 9)).isEqualTo(pairs);
            assertThat(RandomPairs.draw(classes(4, 5), 200, within, 10)).isNotEqualTo(pairs);
        }
    }

    @Test
    void whereThereAreFewPairsAllOfTheFewerKindAreDrawn() {
        // There are 2 · 10 same pairs and 25 different pairs.
        List<RandomPairs.Pair> pairs = RandomPairs.draw(classes(1, 2), 20_000, false, 1);
        assertThat(pairs).hasSize(40);
        assertThat(new HashSet<>(pairs)).hasSize(40);
        assertThatThrownBy(() -> RandomPairs.draw(classes(3, 1), 10, true, 1))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_TOO_SMALL));
        assertThatThrownBy(() -> RandomPairs.draw(List.of(), 10, false, 1)).isInstanceOf(EvaluationException.class);
    }

    @Test
    void pairsAreScoredInTheirOrder() {
        List<RandomPairs.Pair> pairs = RandomPairs.draw(classes(3, 3), 100, false, 2);
        ItemScorer product = (query, candidates) ->
                candidates.stream().mapToDouble(c -> 1000.0 * query + c).toArray();
        LabelledScores scores = product.score(pairs);
        for (int i = 0; i < pairs.size(); i++) {
            assertThat(scores.score(i))
                    .isEqualTo(1000.0 * pairs.get(i).left() + pairs.get(i).right());
            assertThat(scores.isSame(i)).isEqualTo(pairs.get(i).same());
        }
    }

    @Test
    void trialsHoldDifferentClassesAndNeverTheQuery() {
        for (boolean within : new boolean[] {false, true}) {
            List<FewShotTrial> trials = FewShotTrial.draw(classes(3, 6), new FewShotTrial.Plan(5, 2, 300, within, 4));
            assertThat(trials).hasSize(300);
            Set<Integer> queries = new HashSet<>();
            for (FewShotTrial trial : trials) {
                queries.add(trial.query());
                assertThat(trial.supports()).hasSize(5).allSatisfy(shots -> {
                    assertThat(shots).hasSize(2).doesNotHaveDuplicates().doesNotContain(trial.query());
                    assertThat(shots.get(0) / ITEMS).isEqualTo(shots.get(1) / ITEMS);
                });
                List<Integer> shown = trial.supports().stream()
                        .map(shots -> shots.get(0) / ITEMS)
                        .toList();
                assertThat(shown).doesNotHaveDuplicates();
                assertThat(shown.get(trial.truth())).isEqualTo(trial.query() / ITEMS);
                if (within) {
                    assertThat(shown.stream().map(c -> c / 6).collect(Collectors.toSet()))
                            .hasSize(1);
                }
            }
            assertThat(queries).hasSizeGreaterThan(80);
        }
        assertThatThrownBy(() -> FewShotTrial.draw(classes(3, 6), new FewShotTrial.Plan(7, 1, 10, true, 1)))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_TOO_SMALL))
                .hasMessageContaining("7 classes in one group");
        assertThatThrownBy(() -> FewShotTrial.draw(classes(3, 6), new FewShotTrial.Plan(2, 5, 10, false, 1)))
                .isInstanceOf(EvaluationException.class);
    }

    @Test
    void tiesAreFailures() {
        List<FewShotTrial> trials = FewShotTrial.draw(classes(3, 6), new FewShotTrial.Plan(5, 1, 50, false, 4));
        FewShotResult perfect = FewShotResult.of(trials, PERFECT, FewShotResult.Pooling.MEAN);
        assertThat(perfect.accuracy()).isEqualTo(Estimate.share(50, 50));
        assertThat(perfect.ties()).isZero();
        FewShotResult level = FewShotResult.of(trials, LEVEL, FewShotResult.Pooling.MEAN);
        assertThat(level.accuracy().value()).isZero();
        assertThat(level.ties()).isEqualTo(50);
        assertThat(level.answers().get(0).chosen()).isEmpty();
        ItemScorer undefined = (query, candidates) ->
                candidates.stream().mapToDouble(candidate -> Double.NaN).toArray();
        assertThat(FewShotResult.of(trials, undefined, FewShotResult.Pooling.MEAN)
                        .accuracy()
                        .value())
                .isZero();
    }

    @Test
    void shotsArePooledByMeanOrHighest() {
        FewShotTrial trial = new FewShotTrial(9, 0, List.of(List.of(1, 2), List.of(3, 4)));
        Function<Integer, Double> score =
                candidate -> List.of(0.0, 0.6, 0.5, 0.9, 0.1).get(candidate);
        ItemScorer similarities = (query, candidates) ->
                candidates.stream().mapToDouble(score::apply).toArray();
        FewShotResult mean = FewShotResult.of(List.of(trial), similarities, FewShotResult.Pooling.MEAN);
        assertThat(mean.answers().get(0).scores()).containsExactly(0.55, 0.5);
        assertThat(mean.answers().get(0).right()).isTrue();
        FewShotResult max = FewShotResult.of(List.of(trial), similarities, FewShotResult.Pooling.MAX);
        assertThat(max.answers().get(0).scores()).containsExactly(0.6, 0.9);
        assertThat(max.answers().get(0).chosen()).hasValue(1);
    }

    @Test
    void retrievalRanksTiesLast() {
        List<LabelledClass> classes = classes(1, 3);
        List<Integer> queries = Retrieval.drawQueries(classes, 8, 3);
        assertThat(queries).hasSize(8).doesNotHaveDuplicates().isEqualTo(Retrieval.drawQueries(classes, 8, 3));
        assertThat(Retrieval.drawQueries(classes, 100, 3)).hasSize(15);

        Retrieval perfect = Retrieval.of(classes, queries, PERFECT, List.of(1, 10));
        assertThat(perfect.gallery()).isEqualTo(14);
        assertThat(perfect.recallAt().get(0)).isEqualTo(new Retrieval.RecallAt(1, Estimate.share(8, 8)));
        assertThat(perfect.meanAveragePrecisionAtR()).isEqualTo(new Estimate(1, 1, 1));

        // With equal scores the ten items of other classes rank first.
        Retrieval level = Retrieval.of(classes, queries, LEVEL, List.of(1, 10, 11));
        assertThat(level.recallAt().get(1).share().value()).isZero();
        assertThat(level.recallAt().get(2).share().value()).isEqualTo(1);
        assertThat(level.meanAveragePrecisionAtR().value()).isZero();

        assertThatThrownBy(() -> Retrieval.of(classes, List.of(99), PERFECT, List.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Retrieval.of(
                        List.of(new LabelledClass("", "one", List.of(0)), classes.get(1)),
                        List.of(0),
                        PERFECT,
                        List.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void averagePrecisionOfARankingByHand() {
        // Hit, miss, hit with three relevant items: (1/1 + 2/3) / 3.
        List<LabelledClass> classes =
                List.of(new LabelledClass("", "a", List.of(0, 1, 2, 3)), new LabelledClass("", "b", List.of(4, 5)));
        List<Double> scores = List.of(0.0, 0.9, 0.7, 0.1, 0.8, 0.2);
        ItemScorer ranking = (query, candidates) ->
                candidates.stream().mapToDouble(scores::get).toArray();
        Retrieval retrieval = Retrieval.of(classes, List.of(0), ranking, List.of(1));
        assertThat(retrieval.meanAveragePrecisionAtR().value()).isCloseTo((1 + 2.0 / 3) / 3, within(1e-12));
    }

    @Test
    void embeddingsAreScoredByTheScorer() {
        List<Embedding> embeddings = List.of(Embedding.of(1, 0), Embedding.of(0, 1), Embedding.of(1, 0.1f));
        ItemScorer similarities = ItemScorer.of(embeddings::get, Metric.COSINE);
        assertThat(similarities.scores(0, List.of(1, 2)))
                .containsExactly(
                        Metric.COSINE.score(embeddings.get(0), embeddings.get(1)),
                        Metric.COSINE.score(embeddings.get(0), embeddings.get(2)));
    }
}
