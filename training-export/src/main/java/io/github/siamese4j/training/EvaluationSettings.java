package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;

/**
 * The measurements of the network during training.
 *
 * @param every steps between two measurements, at least 1; the last step is always measured
 * @param pictures largest number of held-out images to embed, at least 4
 * @param pairs number of random pairs, at least 2; half of them are of the same class
 * @param trials number of one-shot trials, at least 1
 * @param ways number of classes of a one-shot trial, at least 2; all are of one group
 */
public record EvaluationSettings(int every, int pictures, int pairs, int trials, int ways) {
    /** Creates the settings and checks their ranges. */
    public EvaluationSettings {
        Ranges.atLeast(1, "every", every);
        Ranges.atLeast(4, "pictures", pictures);
        Ranges.atLeast(2, "pairs", pairs);
        Ranges.atLeast(1, "trials", trials);
        Ranges.atLeast(2, "ways", ways);
    }

    /** {@return the standard: every 100 steps 800 images, 2,000 pairs and 400 trials with 20 classes} */
    public static EvaluationSettings standard() {
        return new EvaluationSettings(100, 800, 2000, 400, 20);
    }
}
