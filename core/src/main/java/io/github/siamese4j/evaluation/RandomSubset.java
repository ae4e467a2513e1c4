package io.github.siamese4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws without replacement. */
final class RandomSubset {

    private RandomSubset() {}

    /** Returns {@code count} of the given elements, none twice, in random order. */
    static <T> List<T> draw(List<T> from, int count, SplittableRandom random) {
        List<T> shuffled = new ArrayList<>(from);
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(shuffled.size() - i);
            T swapped = shuffled.get(i);
            shuffled.set(i, shuffled.get(other));
            shuffled.set(other, swapped);
        }
        return shuffled.subList(0, count);
    }
}
