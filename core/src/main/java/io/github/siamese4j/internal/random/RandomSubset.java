package io.github.siamese4j.internal.random;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws without replacement. */
public final class RandomSubset {

    private RandomSubset() {}

    /** Returns {@code count} different elements in random order, by the first part of a Fisher–Yates shuffle. */
    public static <T> List<T> draw(List<T> from, int count, SplittableRandom random) {
        List<T> shuffled = new ArrayList<>(from);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i, shuffled.size());
            T swapped = shuffled.get(i);
            shuffled.set(i, shuffled.get(other));
            shuffled.set(other, swapped);
        }
        return shuffled.subList(0, count);
    }
}
