package io.github.siamese4j.training.internal.importing;

import java.util.Collection;
import java.util.List;

/** Lists of names in messages. */
final class NameList {
    private static final int MAX_NAMES = 8;

    private NameList() {}

    /** Returns the first names and the number of further ones. */
    static String of(Collection<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String first = String.join(", ", List.copyOf(names).subList(0, Math.min(MAX_NAMES, names.size())));
        return names.size() <= MAX_NAMES ? first : first + " and " + (names.size() - MAX_NAMES) + " more";
    }
}
