package io.github.siamese4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.gallery.Gallery.LabelRule;
import io.github.siamese4j.gallery.Gallery.OnConflict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {

    private final SiameseComparator plane = Galleries.comparator(2, Metric.COSINE);

    @AfterEach
    void close() {
        plane.close();
    }

    private Gallery ofAngles(Object... labelsAndDegrees) {
        Gallery gallery = Gallery.of(plane);
        for (int i = 0; i < labelsAndDegrees.length; i += 2) {
            gallery.add(new Entry("e" + i / 2, (String) labelsAndDegrees[i]), at((int) labelsAndDegrees[i + 1]));
        }
        return gallery;
    }

    private static Embedding at(int degrees) {
        double angle = Math.toRadians(degrees);
        return Embedding.of((float) (3 * Math.cos(angle)), (float) (3 * Math.sin(angle)));
    }

    private static double score(int degrees) {
        return (1 + Math.cos(Math.toRadians(degrees))) / 2;
    }

    @Test
    void identifiesTheNearestLabelOrNobody() {
        Gallery gallery = ofAngles("Ann", 0, "Bob", 90, "Ann", 180);
        assertThat(gallery.identify(at(80), 0.9).label()).contains("Bob");
        assertThat(gallery.identify(at(170), 0.9).label()).contains("Ann");
        Identity stranger = gallery.identify(at(270), 0.9);
        assertThat(stranger.label()).isEmpty();
        assertThat(stranger.nearest().orElseThrow().score()).isCloseTo(score(90), within(1e-6));
        assertThat(Gallery.of(plane).identify(at(0), 0))
                .isEqualTo(new Identity(java.util.Optional.empty(), java.util.Optional.empty()));
    }

    @Test
    void classifiesByTheNearestOrTheMeanShot() {
        Gallery gallery = ofAngles("Ann", 0, "Ann", 180, "Bob", 40, "Bob", 60);
        List<LabelScore> nearest = gallery.classify(at(10), LabelRule.NEAREST);
        assertThat(nearest).extracting(LabelScore::label).containsExactly("Ann", "Bob");
        assertThat(nearest.get(0).score()).isCloseTo(score(10), within(1e-6));
        List<LabelScore> mean = gallery.classify(at(10), LabelRule.MEAN);
        assertThat(mean).extracting(LabelScore::label).containsExactly("Bob", "Ann");
        assertThat(mean.get(0).score()).isCloseTo((score(30) + score(50)) / 2, within(1e-6));
    }

    @Test
    void ofEqualScoresTheFirstComesFirst() {
        Gallery gallery = ofAngles("a", 20, "b", 20, "c", 0, "d", 20);
        assertThat(gallery.search(at(20), 3))
                .extracting(match -> match.entry().label())
                .containsExactly("a", "b", "d");
    }

    /** A learned scorer can score equal embeddings lower than others. */
    @Test
    void equalEmbeddingsAreInOneGroupWhateverTheyScore() {
        PairScorer contrary = new PairScorer() {
            @Override
            public double[] scores(Embedding query, List<Embedding> candidates) {
                return candidates.stream()
                        .mapToDouble(candidate -> candidate.equals(query) ? 0.4 : 0.6)
                        .toArray();
            }

            @Override
            public void close() {
                // Holds no resources.
            }
        };
        try (SiameseComparator comparator = Galleries.comparator(2, contrary)) {
            Gallery gallery = Gallery.of(comparator);
            // More copies than the candidates of one entry under a learned scorer.
            for (int i = 0; i < 200; i++) {
                gallery.add(Galleries.entry(i), at(i % 2 == 0 ? 10 : 10 + i));
            }
            gallery.remove(List.of("id0"));
            List<List<Entry>> groups = gallery.groups(0.7);
            assertThat(groups).hasSize(1);
            assertThat(groups.get(0))
                    .hasSize(99)
                    .allMatch(
                            entry -> Integer.parseInt(entry.id(), 2, entry.id().length(), 10) % 2 == 0);
            assertThat(gallery.groups(0.5).get(0)).hasSize(199);
        }
        Gallery zeros = Gallery.of(plane);
        zeros.add(new Entry("a", ""), Embedding.of(0, 0));
        zeros.add(new Entry("b", ""), Embedding.of(0, 0));
        assertThat(zeros.groups(1)).hasSize(1);
    }

    @Test
    void visitsEntriesWithTheirEmbeddings() {
        Gallery gallery = ofAngles("a", 0, "b", 90, "c", 20);
        gallery.remove(List.of("e1"));
        List<Entry> seen = new ArrayList<>();
        gallery.forEach((entry, embedding) -> {
            assertThat(gallery.embedding(entry.id()).orElseThrow()).isEqualTo(embedding);
            gallery.remove(List.of(entry.id()));
            seen.add(entry);
        });
        assertThat(seen).extracting(Entry::label).containsExactly("a", "c");
        assertThat(gallery.size()).isZero();
        assertThat(gallery.comparator()).isSameAs(plane);
    }

    @Test
    void textsThatAFileCannotHoldAreRefused() {
        for (String bad : List.of("\ud800", "a\udc00b")) {
            assertThatThrownBy(() -> new Entry(bad, "")).hasMessageContaining("id must not have unpaired surrogates");
            assertThatThrownBy(() -> new Entry("x", bad)).hasMessageContaining("label");
            assertThatThrownBy(() -> new Entry("x", "", bad)).hasMessageContaining("payload");
        }
        assertThat(new Entry("\ud83d\ude00", "").id()).hasSize(2);
    }

    @Test
    void aDecoratedEncoderKeepsAGalleryTiedToItsModel(@TempDir Path folder) {
        Path file = folder.resolve("tied.gallery");
        try (SiameseComparator named = Galleries.comparator(new Galleries.Named("model", 2), Metric.COSINE);
                SiameseComparator other = Galleries.comparator(new Galleries.Named("other", 2), Metric.COSINE)) {
            Gallery.of(named).save(file);
            assertThat(Gallery.load(file, named).size()).isZero();
            assertThatThrownBy(() -> Gallery.load(file, other))
                    .hasMessageContaining("of model model")
                    .hasMessageContaining("is other")
                    .isInstanceOfSatisfying(
                            GalleryException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GALLERY_MODEL_MISMATCH));
            assertThatThrownBy(() -> Gallery.of(named).merge(Gallery.of(other), OnConflict.KEEP))
                    .isInstanceOf(GalleryException.class);
        }
    }

    @Test
    void mergesByTheRule() {
        Gallery ours = ofAngles("Ann", 0, "Bob", 90);
        Gallery theirs = ofAngles("Eve", 45);
        theirs.add(new Entry("new", "Zoe"), at(30));
        assertThatThrownBy(() -> ours.merge(theirs, OnConflict.REFUSE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("e0");
        assertThat(ours.size()).isEqualTo(2);
        assertThat(ours.merge(theirs, OnConflict.KEEP)).isEqualTo(1);
        assertThat(ours.entry("e0").orElseThrow().label()).isEqualTo("Ann");
        assertThat(ours.merge(theirs, OnConflict.REPLACE)).isEqualTo(2);
        assertThat(ours.entry("e0").orElseThrow().label()).isEqualTo("Eve");
        assertThat(ours.size()).isEqualTo(3);
        assertThat(theirs.size()).isEqualTo(2);
    }

    @Test
    void refusesWhatCannotBeComparedAndChangesNothing() {
        Gallery gallery = ofAngles("Ann", 0);
        Map<Entry, Embedding> more = new LinkedHashMap<>();
        more.put(new Entry("x", ""), at(1));
        more.put(new Entry("e0", ""), at(1));
        assertThatThrownBy(() -> gallery.addEmbeddings(more)).isInstanceOf(IllegalArgumentException.class);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
            assertThatThrownBy(() -> gallery.add(new Entry("x", ""), Embedding.of(bad, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("finite");
            assertThatThrownBy(() -> gallery.search(Embedding.of(bad, 1), 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> gallery.search(Embedding.of(1, 2, 3), 1)).hasMessageContaining("dimension 2: 3");
        assertThatThrownBy(() -> gallery.search(at(1), 0)).hasMessageContaining("k must be at least 1");
        assertThatThrownBy(() -> gallery.groups(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new Entry("", "x")).hasMessageContaining("id");
        assertThat(gallery.size()).isEqualTo(1);
    }

    @Test
    void shortlistOfALearnedScorerIsMeasuredAgainstTheFullScan() {
        float[] weights = new float[16];
        Random random = new Random(5);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 0.5f + random.nextFloat();
        }
        try (SiameseComparator comparator = Galleries.comparator(16, new Galleries.Weighted(weights))) {
            Gallery gallery = Gallery.of(comparator);
            List<Embedding> queries = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                Embedding embedding = Embedding.of(Galleries.values(random, 16));
                gallery.add(Galleries.entry(i), embedding);
                if (i % 100 == 0) {
                    queries.add(Embedding.of(Galleries.values(random, 16)));
                }
            }
            SearchOptions ten = SearchOptions.best(10);
            assertThat(gallery.recall(queries, ten.withFullScan())).isEqualTo(1);
            assertThat(gallery.recall(queries, ten)).isGreaterThan(0.9);
            assertThat(gallery.recall(queries, ten.withShortlist(10)))
                    .isLessThan(gallery.recall(queries, ten))
                    .isGreaterThan(0.2);
        }
    }

    @Test
    void addsAndSearchesAtOnceAndLosesNothing() throws InterruptedException, ExecutionException {
        int writers = 3;
        int each = 700;
        try (SiameseComparator comparator = Galleries.comparator(9, Metric.EUCLIDEAN)) {
            Gallery gallery = Gallery.of(comparator);
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(writers + 2);
            List<Future<?>> writing = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int first = writer * each;
                writing.add(threads.submit(() -> {
                    Random random = new Random(first);
                    for (int i = first; i < first + each; i++) {
                        Embedding embedding = Embedding.of(Galleries.values(random, 9));
                        gallery.add(Galleries.entry(i), embedding);
                        assertThat(gallery.search(embedding, 1).get(0).entry().id())
                                .isEqualTo("id" + i);
                        if (i % 3 == 0) {
                            gallery.replace(new Entry("id" + i, "moved"), embedding);
                        }
                        if (i % 2 == 0) {
                            assertThat(gallery.remove(List.of("id" + i))).isEqualTo(1);
                        }
                    }
                }));
            }
            List<Future<?>> reading = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                reading.add(threads.submit(() -> {
                    Embedding origin = Embedding.of(new float[9]);
                    while (!done.get()) {
                        double before = 1;
                        for (Match match : gallery.search(origin, 5)) {
                            assertThat(match.score()).isLessThanOrEqualTo(before);
                            before = match.score();
                        }
                    }
                }));
            }
            for (Future<?> future : writing) {
                future.get();
            }
            done.set(true);
            for (Future<?> future : reading) {
                future.get();
            }
            threads.shutdown();
            assertThat(gallery.size()).isEqualTo(writers * each / 2);
            for (int i = 0; i < writers * each; i++) {
                assertThat(gallery.entry("id" + i).isPresent()).isEqualTo(i % 2 != 0);
            }
        }
    }

    @Test
    void picturesOfAModelAreFoundAndTiedToIt(@TempDir Path folder) {
        Path file = folder.resolve("pictures.gallery");
        try (SiameseComparator tiny = TestModels.tiny()) {
            Gallery gallery = Gallery.of(tiny);
            Map<Entry, Image> images = new LinkedHashMap<>();
            for (int i = 0; i < 3; i++) {
                images.put(new Entry("p" + i, "label" + i), Image.of(TestModels.picture(i)));
            }
            gallery.addImages(images);
            gallery.add(new Entry("p3", "label3"), Image.of(TestModels.picture(3)));
            for (int i = 0; i < 4; i++) {
                Image query = Image.of(TestModels.picture(i));
                double best = 0;
                for (int j = 0; j < 4; j++) {
                    best = Math.max(best, tiny.similarity(query, Image.of(TestModels.picture(j))));
                }
                List<Match> found = gallery.search(query, 4);
                assertThat(found).hasSize(4);
                assertThat(found.get(0).score()).isCloseTo(best, within(1e-6));
                assertThat(gallery.classify(query).get(0).label())
                        .isEqualTo(found.get(0).entry().label());
                assertThat(gallery.identify(query).label().isPresent())
                        .isEqualTo(found.get(0).score() >= tiny.threshold());
            }
            gallery.save(file);
            assertThat(Gallery.load(file, tiny).entries()).isEqualTo(gallery.entries());
        }
        try (SiameseComparator other =
                SiameseComparator.load(TestModels.path("features-cosine"), TestModels.onProcessor())) {
            assertThatThrownBy(() -> Gallery.load(file, other))
                    .isInstanceOfSatisfying(
                            GalleryException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GALLERY_MODEL_MISMATCH));
        }
    }
}
