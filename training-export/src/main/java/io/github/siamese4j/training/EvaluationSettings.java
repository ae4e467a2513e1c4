package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;

/**
 * How the network is measured during training.
 *
 * @param every steps between two measurements; the last step is always measured
 * @param pictures the largest number of held-out pictures to embed
 * @param pairs number of random pairs, half of them of the same class
 * @param trials number of one-shot trials
 * @param ways classes of a one-shot trial, all of one group
 */
public record EvaluationSettings(int every, int pictures, int pairs, int trials, int ways) {
    /**
     * Checks the ranges.
     *
     * @param every steps between two measurements
     * @param pictures the largest number of held-out pictures to embed
     * @param pairs number of random pairs, half of them of the same class
     * @param trials number of one-shot trials
     * @param ways classes of a one-shot trial, all of one group
     */
    public EvaluationSettings {
        if (every < 1 || pictures < 4 || pairs < 2 || trials < 1 || ways < 2) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "evaluation needs every >= 1, pictures >= 4, pairs >= 2, trials >= 1, ways >= 2: " + every + ", "
                            + pictures + ", " + pairs + ", " + trials + ", " + ways);
        }
    }

    /**
     * Every 100 steps: 800 pictures, 2,000 pairs, 400 trials with 20 classes.
     *
     * @return the settings
     */
    public static EvaluationSettings standard() {
        return new EvaluationSettings(100, 800, 2000, 400, 20);
    }
}
