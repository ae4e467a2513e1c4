package io.github.siamese4j.training.internal.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws without replacement. */
final class RandomSubset {
    private RandomSubset() {}

    /** Returns {@code count} elements in random order, by the first part of a Fisher–Yates shuffle. */
    static <T> List<T> draw(List<T> from, int count, SplittableRandom random) {
        List<T> rest = new ArrayList<>(from);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, rest.size());
            T swap = rest.get(i);
            rest.set(i, rest.get(j));
            rest.set(j, swap);
        }
        return rest.subList(0, count);
    }
}
