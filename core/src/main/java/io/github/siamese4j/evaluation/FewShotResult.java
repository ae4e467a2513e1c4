package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How trials of N-way K-shot classification went.
 *
 * @param accuracy share of trials in which the right class alone had the highest score; a tie is a failure
 * @param ties in how many trials several classes had the highest score
 * @param answers what was answered, trial by trial
 */
public record FewShotResult(Estimate accuracy, int ties, List<Answer> answers) {

    /** How the scores of a query and the K pictures of a class become one score. */
    public enum Pooling {
        /** Their mean. */
        MEAN,
        /** The highest. */
        MAX
    }

    /**
     * The answer to one trial.
     *
     * @param scores of each class
     * @param chosen the class with the highest score; empty if there are several
     * @param right whether that is the right one
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
     * @param trials at least one
     * @param similarities what scores pictures
     * @param pooling how a class of several pictures is scored
     * @return how it went
     */
    public static FewShotResult of(List<FewShotTrial> trials, Similarities similarities, Pooling pooling) {
        List<Answer> answers = new ArrayList<>(trials.size());
        for (FewShotTrial trial : trials) {
            List<Double> scores = scores(trial, similarities, pooling);
            OptionalInt chosen = highest(scores);
            answers.add(new Answer(scores, chosen, chosen.isPresent() && chosen.getAsInt() == trial.truth()));
        }
        long right = answers.stream().filter(Answer::right).count();
        long ties = answers.stream().filter(answer -> answer.chosen.isEmpty()).count();
        return new FewShotResult(Estimate.share(right, trials.size()), (int) ties, answers);
    }

    private static List<Double> scores(FewShotTrial trial, Similarities similarities, Pooling pooling) {
        List<Integer> candidates =
                trial.supports().stream().flatMap(List::stream).toList();
        double[] all = similarities.scores(trial.query(), candidates);
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

    /** A comparison with NaN is false: it wins nothing, and nothing wins against it. */
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
