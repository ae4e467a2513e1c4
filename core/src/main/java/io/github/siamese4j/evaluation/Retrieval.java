package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * How well the pictures of a query's class are found among all others. Where a picture of another class has the same
 * score as one of the query's, it ranks before it.
 *
 * @param queries how many pictures were looked for
 * @param gallery among how many pictures each of them was looked for, itself not counted
 * @param recallAt for each k the share of queries with a picture of their class among the k best, recall@k
 * @param meanAveragePrecisionAtR MAP@R: the mean over queries of the average precision of the R best, with R the number
 *     of pictures there are of the query's class; a place that holds another class counts 0 (K. Musgrave, S. Belongie,
 *     S.-N. Lim, "A metric learning reality check", 2020)
 */
public record Retrieval(int queries, int gallery, List<RecallAt> recallAt, Estimate meanAveragePrecisionAtR) {

    /**
     * A point of the curve of recall.
     *
     * @param rank k, how many of the best are looked at
     * @param share of queries with a picture of their class among these
     */
    public record RecallAt(int rank, Estimate share) {}

    /** Copies the list. */
    public Retrieval {
        recallAt = List.copyOf(recallAt);
    }

    /**
     * Draws queries among the pictures whose class has another one.
     *
     * @param classes the pictures
     * @param count how many queries at most, at least 1
     * @param seed of the draw
     * @return different pictures
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there is no such picture
     */
    public static List<Integer> drawQueries(List<LabelledClass> classes, int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
        List<Integer> left = new ArrayList<>(classes.stream()
                .filter(each -> each.items().size() > 1)
                .flatMap(each -> each.items().stream())
                .toList());
        if (left.isEmpty()) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL, "no class has two pictures, so there is nothing to find");
        }
        SplittableRandom random = new SplittableRandom(seed);
        int drawn = Math.min(count, left.size());
        for (int i = 0; i < drawn; i++) {
            int other = i + random.nextInt(left.size() - i);
            Integer swapped = left.get(i);
            left.set(i, left.get(other));
            left.set(other, swapped);
        }
        return List.copyOf(left.subList(0, drawn));
    }

    /**
     * Looks for each query among all other pictures.
     *
     * @param classes the pictures
     * @param queries at least one of them; their classes have another one
     * @param similarities what scores pictures
     * @param ranks for which k recall@k is computed, each at least 1
     * @return how well they were found
     */
    public static Retrieval of(
            List<LabelledClass> classes, List<Integer> queries, Similarities similarities, List<Integer> ranks) {
        Set<Integer> wanted = new HashSet<>(queries);
        List<Integer> gallery =
                classes.stream().flatMap(each -> each.items().stream()).toList();
        List<Integer> firsts = new ArrayList<>();
        List<Double> precisions = new ArrayList<>();
        for (LabelledClass each : classes) {
            Set<Integer> own = Set.copyOf(each.items());
            for (int query : each.items()) {
                if (!wanted.contains(query)) {
                    continue;
                }
                if (own.size() < 2) {
                    throw new IllegalArgumentException("query " + query + " has no other picture of its class");
                }
                List<Integer> others =
                        gallery.stream().filter(item -> item != query).toList();
                boolean[] hits = ranking(similarities.scores(query, others), others, own);
                firsts.add(first(hits));
                precisions.add(averagePrecision(hits, own.size() - 1));
            }
        }
        if (precisions.size() != wanted.size() || wanted.isEmpty()) {
            throw new IllegalArgumentException("queries must be pictures of the classes, at least one: "
                    + precisions.size() + " of " + wanted.size() + " are");
        }
        List<RecallAt> recallAt = ranks.stream()
                .map(rank -> new RecallAt(
                        rank,
                        Estimate.share(
                                firsts.stream().filter(first -> first < rank).count(), wanted.size())))
                .toList();
        double[] each = precisions.stream().mapToDouble(Double::doubleValue).toArray();
        return new Retrieval(wanted.size(), gallery.size() - 1, recallAt, Estimate.mean(each));
    }

    /** Whether the picture at each rank is of the query's class. */
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
