package io.github.siamese4j.evaluation;

import io.github.siamese4j.Calibration;

/**
 * Fits a sigmoid by maximum likelihood with regularized targets (J. Platt, "Probabilistic outputs for support vector
 * machines", 1999), using Newton's method with step halving (H.-T. Lin, C.-J. Lin, R. Weng, "A note on Platt's
 * probabilistic outputs", 2007).
 */
final class PlattFit {

    private PlattFit() {}

    /** Fits the sigmoid; throws {@code SCORES_INVALID} if it does not increase. */
    static Calibration.Platt fit(LabelledScores scores) {
        double[] fitted = new Newton(scores).fit();
        if (!(fitted[0] < 0) || !Double.isFinite(fitted[0]) || !Double.isFinite(fitted[1])) {
            throw CalibrationMethod.notIncreasing();
        }
        return new Calibration.Platt(fitted[0], fitted[1]);
    }

    /**
     * Finds slope and offset of the logit. Scores are standardized to mean 0 and deviation 1, so that scores of any
     * range converge.
     */
    private static final class Newton {

        private static final int STEPS = 100;
        private static final double SMALLEST_STEP = 1e-12;

        private final LabelledScores scores;
        private final double sameTarget;
        private final double differentTarget;
        private final double centre;
        private final double scale;

        Newton(LabelledScores scores) {
            this.scores = scores;
            this.sameTarget = (scores.sameCount() + 1.0) / (scores.sameCount() + 2.0);
            this.differentTarget = 1 / (scores.differentCount() + 2.0);
            double sum = 0;
            for (int i = 0; i < scores.size(); i++) {
                sum += scores.score(i);
            }
            this.centre = sum / scores.size();
            double squares = 0;
            for (int i = 0; i < scores.size(); i++) {
                squares += (scores.score(i) - centre) * (scores.score(i) - centre);
            }
            this.scale = squares > 0 ? Math.sqrt(squares / scores.size()) : 1;
        }

        /** Returns Platt's a and b. */
        double[] fit() {
            double slope = 0;
            double offset = Math.log((scores.sameCount() + 1.0) / (scores.differentCount() + 1.0));
            double loss = loss(slope, offset);
            for (int step = 0; step < STEPS; step++) {
                double[] move = move(slope, offset);
                double length = 1;
                double next = loss(slope + move[0], offset + move[1]);
                while (!(next <= loss) && length > SMALLEST_STEP) {
                    length /= 2;
                    next = loss(slope + length * move[0], offset + length * move[1]);
                }
                if (!(next <= loss)) {
                    break;
                }
                slope += length * move[0];
                offset += length * move[1];
                loss = next;
                if (Math.abs(move[0]) + Math.abs(move[1]) < SMALLEST_STEP) {
                    break;
                }
            }
            return new double[] {-slope / scale, slope / scale * centre - offset};
        }

        private double x(int i) {
            return (scores.score(i) - centre) / scale;
        }

        private double target(int i) {
            return scores.isSame(i) ? sameTarget : differentTarget;
        }

        /** Returns the cross-entropy. */
        private double loss(double slope, double offset) {
            double sum = 0;
            for (int i = 0; i < scores.size(); i++) {
                double logit = slope * x(i) + offset;
                sum += Math.max(logit, 0) - logit * target(i) + Math.log1p(Math.exp(-Math.abs(logit)));
            }
            return sum;
        }

        /** Returns the Newton step: minus the inverse Hessian times the gradient. */
        private double[] move(double slope, double offset) {
            double gradientSlope = 0;
            double gradientOffset = 0;
            // Keeps the matrix invertible if all scores are equal.
            double slopeSlope = 1e-12;
            double slopeOffset = 0;
            double offsetOffset = 1e-12;
            for (int i = 0; i < scores.size(); i++) {
                double x = x(i);
                double p = 1 / (1 + Math.exp(-(slope * x + offset)));
                double error = p - target(i);
                double weight = p * (1 - p);
                gradientSlope += error * x;
                gradientOffset += error;
                slopeSlope += weight * x * x;
                slopeOffset += weight * x;
                offsetOffset += weight;
            }
            double determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
            return new double[] {
                -(offsetOffset * gradientSlope - slopeOffset * gradientOffset) / determinant,
                -(slopeSlope * gradientOffset - slopeOffset * gradientSlope) / determinant
            };
        }
    }
}
