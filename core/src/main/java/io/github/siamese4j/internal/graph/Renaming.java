package io.github.siamese4j.internal.graph;

import java.util.Set;

/** Gives values other names, so that the names of this project's graphs are free. */
final class Renaming extends GraphRewriter {

    /** Starts the names of values that an adapter adds. */
    static final String OWN = "siamese4j/";

    private static final String FOREIGN = "foreign/";
    private static final Set<String> RESERVED = Set.of("image", "embedding", "left", "right", "score");

    /** Returns the new name of a value. Different names stay different. */
    static String of(String name) {
        return RESERVED.contains(name) || name.startsWith(OWN) || name.startsWith(FOREIGN) ? FOREIGN + name : name;
    }

    @Override
    String name(String name) {
        return of(name);
    }

    @Override
    boolean changesFunctions() {
        return false;
    }
}
