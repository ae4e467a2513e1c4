package io.github.siamese4j.training.cli;

import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;

/** The score from which on two pictures of a collection are called copies, by a model that is calibrated on copies. */
final class CopyThreshold {

    private static final int HALVINGS = 60;

    private CopyThreshold() {}

    /**
     * Returns the model's threshold or, for a large collection, a higher one. The calibration was fitted on as many
     * copies as other pairs. Among n pictures, about one pair in n is a copy, so the odds that it gives must be n.
     */
    static double of(SiameseComparator model, int pictures) {
        double least = Math.max(model.threshold(), likely(model, pictures / (pictures + 1.0)));
        // A picture that was merely saved again is always found.
        return model.scorer() == Metric.COSINE ? Math.min(least, DedupeCommand.COPIES) : least;
    }

    /** Returns the lowest score with at least the given probability, or 1 if there is none. */
    private static double likely(SiameseComparator model, double probability) {
        if (model.calibration().isEmpty()) {
            return 0;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (model.calibration().get().probability(middle) >= probability) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
