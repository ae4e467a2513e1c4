package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The result of N-way K-shot classification.
 *
 * @param accuracy the share of trials in which the right class alone has the highest score; a tie is a failure
 * @param ties the number of trials in which several classes have the highest score
 * @param answers the answer to each trial
 */
public record FewShotResult(Estimate accuracy, int ties, List<Answer> answers) {

    /** The way in which the scores of a query and the K items of a class become one score. */
    public enum Pooling {
        /** The mean of the scores. */
        MEAN,
        /** The highest score. */
        MAX
    }

    /**
     * The answer to one trial.
     *
     * @param scores the score of each class
     * @param chosen the index of the class with the highest score; empty if there are several
     * @param right whether the chosen class is the right one
     */
    public record Answer(List<Double> scores, OptionalInt chosen, boolean right) {
        /** Copies the list. */
        public Answer {
            scores = List.copyOf(scores);
        }
    }

    /** Copies the list. */
    public FewShotResult {
        answers = List.copyOf(answers);
    }

    /**
     * Answers trials.
     *
     * @param trials at least one trial
     * @param scorer the scorer of the items
     * @param pooling the pooling of the scores of a class
     * @return the result
     */
    public static FewShotResult of(List<FewShotTrial> trials, ItemScorer scorer, Pooling pooling) {
        List<Answer> answers = new ArrayList<>(trials.size());
        for (FewShotTrial trial : trials) {
            List<Double> scores = scores(trial, scorer, pooling);
            OptionalInt chosen = highest(scores);
            answers.add(new Answer(scores, chosen, chosen.isPresent() && chosen.getAsInt() == trial.truth()));
        }
        long right = answers.stream().filter(Answer::right).count();
        long ties = answers.stream().filter(answer -> answer.chosen.isEmpty()).count();
        return new FewShotResult(Estimate.share(right, trials.size()), (int) ties, answers);
    }

    private static List<Double> scores(FewShotTrial trial, ItemScorer scorer, Pooling pooling) {
        List<Integer> candidates =
                trial.supports().stream().flatMap(List::stream).toList();
        double[] all = scorer.scores(trial.query(), candidates);
        List<Double> scores = new ArrayList<>(trial.supports().size());
        int next = 0;
        for (List<Integer> shots : trial.supports()) {
            double sum = 0;
            double highest = Double.NEGATIVE_INFINITY;
            for (int shot = 0; shot < shots.size(); shot++) {
                double score = all[next++];
                sum += score;
                highest = Math.max(highest, score);
            }
            scores.add(pooling == Pooling.MAX ? highest : sum / shots.size());
        }
        return scores;
    }

    /** Returns the only highest score. NaN is never above another score, and no score is above NaN. */
    private static OptionalInt highest(List<Double> scores) {
        for (int i = 0; i < scores.size(); i++) {
            boolean above = true;
            for (int j = 0; j < scores.size(); j++) {
                above &= i == j || scores.get(i) > scores.get(j);
            }
            if (above) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
