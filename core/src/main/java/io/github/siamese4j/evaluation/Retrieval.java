package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.internal.random.RandomSubset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Retrieval figures: how well a query finds the items of its class among all other items. At equal scores an item of
 * another class ranks before an item of the query's class.
 *
 * @param queries the number of queries
 * @param gallery the number of items each query is compared with, without itself
 * @param recallAt recall@k: for each k, the share of queries with an item of their class among the k best
 * @param meanAveragePrecisionAtR MAP@R: the mean over all queries of the average precision of the R best items, where R
 *     is the number of other items of the query's class. A rank with an item of another class counts 0 (K. Musgrave, S.
 *     Belongie, S.-N. Lim, "A metric learning reality check", 2020)
 * @param classes the figures of each class with queries, in the order of the classes
 */
public record Retrieval(
        int queries, int gallery, List<RecallAt> recallAt, Estimate meanAveragePrecisionAtR, List<OfClass> classes) {

    /**
     * The recall at one rank.
     *
     * @param rank the number of best items considered, k
     * @param share the share of queries with an item of their class among these
     */
    public record RecallAt(int rank, Estimate share) {}

    /**
     * The figures of the queries of one class.
     *
     * @param group the group of the class
     * @param name the name of the class
     * @param queries the number of queries, at least 1
     * @param recallAt1 the share of queries whose best item is of their class
     * @param meanAveragePrecisionAtR MAP@R over these queries
     */
    public record OfClass(
            String group, String name, int queries, Estimate recallAt1, Estimate meanAveragePrecisionAtR) {}

    /** Copies the lists. */
    public Retrieval {
        recallAt = List.copyOf(recallAt);
        classes = List.copyOf(classes);
    }

    /**
     * Draws queries among the items whose class has at least one other item.
     *
     * @param classes the classes
     * @param count the largest number of queries, at least 1
     * @param seed the seed of the draw
     * @return the queries, none twice
     * @throws EvaluationException {@code DATA_TOO_SMALL} if no class has two items
     */
    public static List<Integer> drawQueries(List<LabelledClass> classes, int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
        List<Integer> usable = classes.stream()
                .filter(each -> each.items().size() > 1)
                .flatMap(each -> each.items().stream())
                .toList();
        if (usable.isEmpty()) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL, "no class has two items, so no query can be answered; add items");
        }
        return List.copyOf(RandomSubset.draw(usable, Math.min(count, usable.size()), new SplittableRandom(seed)));
    }

    /**
     * Ranks all other items for each query.
     *
     * @param classes the classes
     * @param queries at least one item of the classes; the class of each query has another item
     * @param scorer the scorer of the items
     * @param ranks the values of k for recall@k, each at least 1
     * @return the figures
     */
    public static Retrieval of(
            List<LabelledClass> classes, List<Integer> queries, ItemScorer scorer, List<Integer> ranks) {
        Set<Integer> wanted = new HashSet<>(queries);
        List<Integer> gallery =
                classes.stream().flatMap(each -> each.items().stream()).toList();
        List<Answer> answers = new ArrayList<>();
        List<OfClass> figures = new ArrayList<>();
        for (LabelledClass each : classes) {
            Set<Integer> own = Set.copyOf(each.items());
            int before = answers.size();
            for (int query : each.items()) {
                if (wanted.contains(query)) {
                    answers.add(answer(query, own, gallery, scorer));
                }
            }
            if (answers.size() > before) {
                List<Answer> ofClass = answers.subList(before, answers.size());
                figures.add(new OfClass(
                        each.group(), each.name(), ofClass.size(), recall(ofClass, 1), averagePrecision(ofClass)));
            }
        }
        if (answers.size() != wanted.size() || wanted.isEmpty()) {
            throw new IllegalArgumentException("queries must be items of the classes, at least one: only "
                    + answers.size() + " of " + wanted.size() + " are");
        }
        List<RecallAt> recallAt = ranks.stream()
                .map(rank -> new RecallAt(rank, recall(answers, rank)))
                .toList();
        return new Retrieval(wanted.size(), gallery.size() - 1, recallAt, averagePrecision(answers), figures);
    }

    /** The rank of the first item of the query's class, from 0, and the average precision of a query. */
    private record Answer(int first, double averagePrecision) {}

    private static Answer answer(int query, Set<Integer> own, List<Integer> gallery, ItemScorer scorer) {
        if (own.size() < 2) {
            throw new IllegalArgumentException("query " + query + " has no other item of its class");
        }
        List<Integer> others = gallery.stream().filter(item -> item != query).toList();
        boolean[] hits = ranking(scorer.scores(query, others), others, own);
        return new Answer(first(hits), averagePrecision(hits, own.size() - 1));
    }

    private static Estimate recall(List<Answer> answers, int rank) {
        return Estimate.share(
                answers.stream().filter(answer -> answer.first < rank).count(), answers.size());
    }

    private static Estimate averagePrecision(List<Answer> answers) {
        return Estimate.mean(
                answers.stream().mapToDouble(Answer::averagePrecision).toArray());
    }

    /** Returns whether the item at each rank belongs to the query's class. */
    private static boolean[] ranking(double[] scores, List<Integer> items, Set<Integer> own) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> {
            int byScore = Double.compare(scores[j], scores[i]);
            return byScore != 0 ? byScore : Boolean.compare(own.contains(items.get(i)), own.contains(items.get(j)));
        });
        boolean[] hits = new boolean[order.length];
        for (int rank = 0; rank < hits.length; rank++) {
            hits[rank] = own.contains(items.get(order[rank]));
        }
        return hits;
    }

    private static int first(boolean[] hits) {
        int rank = 0;
        while (!hits[rank]) {
            rank++;
        }
        return rank;
    }

    private static double averagePrecision(boolean[] hits, int relevant) {
        double sum = 0;
        int found = 0;
        for (int rank = 0; rank < relevant; rank++) {
            if (hits[rank]) {
                sum += (double) ++found / (rank + 1);
            }
        }
        return sum / relevant;
    }
}
