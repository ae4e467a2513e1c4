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
     * Fails with {@link Code#DATA_CORRUPT} if the share of problems among all items exceeds the allowed one, in 0..1.
     * The words are subject and verb of the message, such as {@code "images cannot be decoded"}.
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
