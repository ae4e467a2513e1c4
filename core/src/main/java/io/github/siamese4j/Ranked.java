package io.github.siamese4j;

import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A candidate in a ranking. The natural order is best first; of equal scores the lower index comes first.
 *
 * @param index the candidate's place in the list that was ranked, at least 0
 * @param score in [0, 1]; higher = more similar
 */
public record Ranked(int index, double score) implements Comparable<Ranked> {

    /**
     * {@return the {@code k} candidates with the highest scores, best first; all of them if there are fewer}
     *
     * @param scores one score for each candidate
     * @param k the number of candidates to return, at least 1
     * @throws IllegalArgumentException if {@code k} is less than 1
     */
    public static List<Ranked> best(double[] scores, int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1: " + k);
        }
        PriorityQueue<Ranked> worstFirst = new PriorityQueue<>(Collections.reverseOrder());
        for (int i = 0; i < scores.length; i++) {
            if (worstFirst.size() < k) {
                worstFirst.add(new Ranked(i, scores[i]));
            } else if (Double.compare(scores[i], worstFirst.element().score) > 0) {
                worstFirst.remove();
                worstFirst.add(new Ranked(i, scores[i]));
            }
        }
        return worstFirst.stream().sorted().toList();
    }

    @Override
    public int compareTo(Ranked other) {
        int byScore = Double.compare(other.score, score);
        return byScore != 0 ? byScore : Integer.compare(index, other.index);
    }
}
