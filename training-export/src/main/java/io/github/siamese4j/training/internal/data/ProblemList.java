package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.ArrayList;
import java.util.List;

/** Problems of one kind: the first 20 are listed, the others counted. */
final class ProblemList {
    private static final int LISTED = 20;

    private final List<String> listed = new ArrayList<>();
    private int count;

    void add(String problem) {
        if (++count <= LISTED) {
            listed.add(problem);
        }
    }

    int count() {
        return count;
    }

    /** Returns the listed problems and, if there are more, their number followed by these words. */
    List<String> summary(String others) {
        List<String> summary = new ArrayList<>(listed);
        if (count > LISTED) {
            summary.add("and " + (count - LISTED) + " more " + others);
        }
        return summary;
    }

    /**
     * Throws if too many items have a problem.
     *
     * @param total the number of all items
     * @param maxFraction the allowed share, in 0..1
     * @param what the subject and verb of the message, such as {@code "images cannot be decoded"}
     * @param problems the problems that the message lists
     * @throws TrainingException {@link Code#DATA_CORRUPT} above the allowed share
     */
    void requireAtMost(double maxFraction, int total, String what, List<String> problems) {
        if (count > maxFraction * total) {
            throw new TrainingException(
                    Code.DATA_CORRUPT,
                    count + " of " + total + " " + what + ", more than the allowed share " + maxFraction
                            + "; repair or remove them, or allow more: " + problems);
        }
    }
}
