package io.github.siamese4j.training.internal.config;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.MetricLoss;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.PairLoss.Term;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ranges of a {@link TrainingConfig}, and what does not go together in it. */
public final class ConfigChecks {
    private ConfigChecks() {}

    public static void requireCounts(
            int devices,
            int epochs,
            int startEpoch,
            int checkpointEvery,
            int keepEvery,
            int workers,
            long maxPictureBytes) {
        requireAtLeast(1, "devices", devices);
        requireAtLeast(0, "epochs", epochs);
        requireAtLeast(0, "startEpoch", startEpoch);
        requireAtLeast(1, "checkpointEvery", checkpointEvery);
        requireAtLeast(0, "keepEvery", keepEvery);
        requireAtLeast(1, "workers", workers);
        requireAtLeast(0, "maxPictureBytes", maxPictureBytes);
        if (startEpoch > 0 && startEpoch >= epochs) {
            throw invalid("startEpoch must be below epochs: " + startEpoch + ", " + epochs);
        }
    }

    public static void requireShares(double metricWeight, double averageDecay, double maxCorruptFraction) {
        if (!(metricWeight > 0)) {
            throw invalid("metricWeight must be above 0: " + metricWeight);
        }
        if (!(averageDecay >= 0 && averageDecay < 1)) {
            throw invalid("averageDecay must be in [0, 1): " + averageDecay);
        }
        if (!(maxCorruptFraction >= 0 && maxCorruptFraction <= 1)) {
            throw invalid("maxCorruptFraction must be in [0, 1]: " + maxCorruptFraction);
        }
    }

    public static void requireLoss(
            Optional<Metric> scorer, PairLoss loss, @Nullable MetricLoss metricLoss, boolean freezeTrunk) {
        boolean head = scorer.isEmpty();
        String problem = null;
        if (head && loss.term() == Term.NONE) {
            problem = "a head learns from pairs: use a pair loss, or a metric as the scorer";
        } else if (!head && loss.term() == Term.CROSS_ENTROPY) {
            problem =
                    "cross-entropy needs the logits of a head: use squared error or a metric loss with " + scorer.get();
        } else if (loss.term() == Term.NONE && metricLoss == null) {
            problem = "there is neither a pair loss nor a metric loss";
        } else if (freezeTrunk && (!head || metricLoss != null)) {
            problem = "with a frozen trunk only a head can be trained, and only by a pair loss";
        }
        if (problem != null) {
            throw invalid(problem);
        }
    }

    private static void requireAtLeast(long least, String name, long value) {
        if (value < least) {
            throw invalid(name + " must be at least " + least + ": " + value);
        }
    }

    private static TrainingException invalid(String what) {
        return new TrainingException(Code.CONFIG_INVALID, what);
    }
}
