package io.github.siamese4j.training.internal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.Image;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.internal.alter.Alteration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyEvaluationTest {

    private static final double RATE = 0.01;
    private static final double OWN = 0.97;
    private static final List<Alteration> ALTERATIONS =
            List.of(Alteration.CROP_60, Alteration.JPEG_10, Alteration.MIRROR, Alteration.NOISE);

    @TempDir
    Path folder;

    private CopySet pictures(int most) {
        Pictures.grouped(folder, 2, 5, 4, 40);
        return CopySet.of(ScoredModel.pixels(), folder, most, 3, (stage, done, total) -> {});
    }

    /** Compares every copy with every original, one pair at a time, and sorts all scores. */
    @Test
    void figuresAreThoseOfAllPairs() {
        CopySet pictures = pictures(100);
        List<Long> progress = new ArrayList<>();
        CopyFigures figures = new CopyEvaluation(pictures, 100, RATE, OptionalDouble.of(OWN))
                .run(ALTERATIONS, (picture, alteration, copy) -> {}, (stage, done, total) -> {
                    assertThat(total).isEqualTo(160);
                    progress.add(done);
                });
        assertThat(progress).hasSize(160).isSorted().endsWith(160L);
        ScoredModel model = ScoredModel.pixels();
        int n = 40;
        assertThat(pictures.size()).isEqualTo(n);
        Map<Alteration, List<Double>> same = new HashMap<>();
        List<Double> allDifferent = new ArrayList<>();
        double recalls = 0;
        for (int a = 0; a < ALTERATIONS.size(); a++) {
            Alteration alteration = ALTERATIONS.get(a);
            List<Double> different = new ArrayList<>();
            List<Double> own = new ArrayList<>();
            int found = 0;
            for (int i = 0; i < n; i++) {
                Embedding copy = model.encoder().encode(pictures.copy(i, alteration));
                double best = -1;
                double score = 0;
                for (int j = 0; j < n; j++) {
                    Embedding original = model.encoder().encode(Image.of(folder.resolve(pictures.name(j))));
                    double each = model.scorer().score(copy, original);
                    if (i == j) {
                        score = each;
                        own.add(each);
                    } else {
                        best = Math.max(best, each);
                        different.add(each);
                    }
                }
                found += score > best ? 1 : 0;
            }
            CopyFigures.OfAlteration actual = figures.alterations().get(a);
            assertThat(actual.alteration()).isEqualTo(alteration);
            assertThat(actual.recall().value()).isEqualTo((double) found / n);
            recalls += (double) found / n;
            double threshold = threshold(different);
            assertThat(actual.best().orElseThrow().threshold()).isEqualTo(threshold);
            assertThat(actual.best().orElseThrow().share().value()).isEqualTo(share(own, threshold));
            assertThat(actual.own().orElseThrow().value()).isEqualTo(share(own, OWN));
            same.put(alteration, own);
            allDifferent.addAll(different);
        }
        double common = threshold(allDifferent);
        assertThat(figures.common()).hasValue(common);
        for (CopyFigures.OfAlteration each : figures.alterations()) {
            assertThat(each.common().orElseThrow().value())
                    .isEqualTo(share(same.getOrDefault(each.alteration(), List.of()), common));
        }
        assertThat(figures.own().orElseThrow().falseAcceptRate().value()).isEqualTo(share(allDifferent, OWN));
        assertThat(figures.meanRecall()).isCloseTo(recalls / ALTERATIONS.size(), within(1e-12));
        // The figures of this data are neither all 0 nor all 1.
        assertThat(figures.meanRecall()).isBetween(0.1, 0.95);
        assertThat(share(allDifferent, OWN)).isBetween(0.001, 0.5);
    }

    /** Tries every score as a threshold. */
    private static double threshold(List<Double> different) {
        double lowest = Math.nextUp(Collections.max(different));
        for (double candidate : new TreeSet<>(different).descendingSet()) {
            if (share(different, Math.nextUp(candidate)) <= RATE) {
                lowest = Math.nextUp(candidate);
            }
        }
        return lowest;
    }

    private static double share(List<Double> scores, double threshold) {
        return (double) scores.stream().filter(score -> score >= threshold).count() / scores.size();
    }

    @Test
    void aRateThatTooFewPicturesShowIsLeftOut() {
        CopyFigures figures = new CopyEvaluation(pictures(17), 100, RATE, OptionalDouble.empty())
                .run(ALTERATIONS, (picture, alteration, copy) -> {}, (stage, done, total) -> {});
        // 17 · 16 impostors are less than 3 / 0.01, and four times as many are not.
        assertThat(CopyEvaluation.neededPictures(RATE)).isEqualTo(18);
        assertThat(CopyEvaluation.neededPictures(1e-4)).isEqualTo(174);
        assertThat(figures.pictures()).isEqualTo(17);
        assertThat(figures.meanBest()).isEmpty();
        assertThat(figures.meanCommon()).isPresent();
        assertThat(figures.meanOwn()).isEmpty();
        assertThat(figures.own()).isEmpty();
    }

    /** The copies of some pictures have the figures that they have among the copies of all. */
    @Test
    void somePicturesAreCopiedAndAllAreSearched() {
        CopySet pictures = pictures(100);
        List<String> copied = new ArrayList<>();
        CopyFigures some = new CopyEvaluation(pictures, 9, 0.01, OptionalDouble.of(OWN))
                .run(
                        List.of(Alteration.CROP_60),
                        (picture, alteration, copy) -> copied.add(picture),
                        (stage, done, total) -> assertThat(total).isEqualTo(9));
        assertThat(copied).hasSize(9).isSorted().doesNotHaveDuplicates();
        assertThat(some.copies()).isEqualTo(9);
        assertThat(some.pictures()).isEqualTo(40);
        ScoredModel model = ScoredModel.pixels();
        int found = 0;
        int falseAccepts = 0;
        for (int i = 0; i < 40; i++) {
            if (copied.contains(pictures.name(i))) {
                double[] scores = model.scorer()
                        .scores(model.encoder().encode(pictures.copy(i, Alteration.CROP_60)), pictures.originals());
                int own = i;
                found += IntStream.range(0, 40)
                                        .filter(j -> scores[j] >= scores[own])
                                        .count()
                                == 1
                        ? 1
                        : 0;
                falseAccepts += (int) IntStream.range(0, 40)
                        .filter(j -> j != own && scores[j] >= OWN)
                        .count();
            }
        }
        assertThat(some.meanRecall()).isEqualTo(found / 9.0);
        assertThat(some.own().orElseThrow().falseAcceptRate().value()).isEqualTo(falseAccepts / (9.0 * 39));
    }

    @Test
    void copiesDependOnTheirPictureAndNotOnTheOthers() throws IOException {
        CopySet all = pictures(100);
        CopySet some = CopySet.of(ScoredModel.pixels(), folder, 7, 3, (stage, done, total) -> {});
        assertThat(some.size()).isEqualTo(7);
        for (int i = 0; i < some.size(); i++) {
            int there = i;
            int same = Stream.iterate(0, j -> j + 1)
                    .filter(j -> all.name(j).equals(some.name(there)))
                    .findFirst()
                    .orElseThrow();
            assertThat(encoded(some, i)).isEqualTo(encoded(all, same));
        }
        Files.writeString(folder.resolve("group0/class0/0.png"), "damaged");
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        CopySet fewer = CopySet.of(ScoredModel.pixels(), folder, 100, 3, (stage, done, total) -> {});
        assertThat(fewer.size()).isEqualTo(39);
        assertThat(fewer.name(0)).isEqualTo("group0/class0/1.png");
        assertThat(encoded(fewer, 0)).isEqualTo(encoded(all, 1));
        assertThat(fewer.skipped()).singleElement().asString().contains("0.png");
        assertThat(fewer.passedOver()).singleElement().asString().contains("notes.txt");
    }

    private static Embedding encoded(CopySet pictures, int picture) {
        return ScoredModel.pixels().encoder().encode(pictures.copy(picture, Alteration.CROP_60));
    }

    @Test
    void onePictureIsTooFew() {
        Pictures.grouped(folder, 1, 1, 1, 40);
        assertThatThrownBy(() -> CopySet.of(ScoredModel.pixels(), folder, 100, 3, (stage, done, total) -> {}))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("at least 2 usable pictures");
    }

    @Test
    void theHighestScoresAreKept() {
        SplittableRandom random = new SplittableRandom(5);
        for (int capacity : List.of(1, 2, 7, 64)) {
            HighestScores highest = new HighestScores(capacity);
            List<Double> sorted = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                double score = random.nextInt(50) / 50.0;
                highest.add(score);
                sorted.add(score);
            }
            sorted.sort(Collections.reverseOrder());
            for (int rank = 0; rank < capacity; rank++) {
                assertThat(highest.atRank(rank)).isEqualTo(sorted.get(rank));
            }
        }
    }
}
