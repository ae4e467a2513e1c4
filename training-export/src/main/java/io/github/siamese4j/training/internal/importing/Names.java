package io.github.siamese4j.training.internal.importing;

import java.util.Collection;
import java.util.List;

/** Lists of names in messages. */
final class Names {
    private static final int MOST = 8;

    private Names() {}

    /** The first few, and how many more there are. */
    static String some(Collection<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String first = String.join(", ", List.copyOf(names).subList(0, Math.min(MOST, names.size())));
        return names.size() <= MOST ? first : first + " and " + (names.size() - MOST) + " more";
    }
}
