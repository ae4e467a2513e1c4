package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws random pairs of items for verification. */
public final class RandomPairs {

    /** The number of draws per wanted pair after which no further pairs are expected. */
    private static final int PATIENCE = 20;

    private final List<LabelledClass> classes;
    private final SplittableRandom random;
    private final Set<Long> taken = new HashSet<>();
    private final List<Pair> pairs = new ArrayList<>();

    private RandomPairs(List<LabelledClass> classes, long seed) {
        this.classes = classes;
        this.random = new SplittableRandom(seed);
    }

    /**
     * A pair of different items.
     *
     * @param left the first item
     * @param right the second item
     * @param same whether both items belong to one class
     */
    public record Pair(int left, int right, boolean same) {}

    /**
     * Draws as many same pairs as different pairs, none twice. Classes are equally likely, and so are the items of a
     * class. Fewer pairs are drawn if there are not enough of one kind.
     *
     * @param classes the classes to draw from
     * @param count the number of pairs, at least 2
     * @param within whether both classes of a different pair belong to one group
     * @param seed the seed of the draw
     * @return the same pairs, followed by as many different pairs
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there are no pairs of one kind
     */
    public static List<Pair> draw(List<LabelledClass> classes, int count, boolean within, long seed) {
        if (count < 2) {
            throw new IllegalArgumentException("count must be at least 2: " + count);
        }
        RandomPairs draw = new RandomPairs(classes, seed);
        draw.same(count / 2);
        int same = draw.pairs.size();
        draw.different(count / 2, within);
        int different = draw.pairs.size() - same;
        int each = Math.min(same, different);
        if (each == 0) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    "pairs of both kinds need two classes" + (within ? " in one group" : "")
                            + " and a class of two items, but there are " + classes.size()
                            + " classes; add classes or items");
        }
        List<Pair> balanced = new ArrayList<>(draw.pairs.subList(0, each));
        balanced.addAll(draw.pairs.subList(same, same + each));
        return List.copyOf(balanced);
    }

    private void same(int wanted) {
        List<LabelledClass> usable =
                classes.stream().filter(each -> each.items().size() > 1).toList();
        long existing = usable.stream()
                .mapToLong(each -> (long) each.items().size() * (each.items().size() - 1) / 2)
                .sum();
        for (long i = PATIENCE * Math.min(wanted, existing); i > 0 && pairs.size() < Math.min(wanted, existing); i--) {
            List<Integer> items = usable.get(random.nextInt(usable.size())).items();
            int left = random.nextInt(items.size());
            int right = random.nextInt(items.size() - 1);
            add(items.get(left), items.get(right < left ? right : right + 1), true);
        }
    }

    private void different(int wanted, boolean within) {
        List<List<LabelledClass>> groups = LabelledClass.groups(classes, within);
        int[] sizes = groups.stream()
                .mapToInt(List::size)
                .map(size -> size > 1 ? size : 0)
                .toArray();
        int places = Arrays.stream(sizes).sum();
        int end = pairs.size() + wanted;
        for (long i = places == 0 ? 0 : (long) PATIENCE * wanted; i > 0 && pairs.size() < end; i--) {
            int place = random.nextInt(places);
            int group = 0;
            while (place >= sizes[group]) {
                place -= sizes[group++];
            }
            List<LabelledClass> choices = groups.get(group);
            int other = random.nextInt(choices.size() - 1);
            add(item(choices.get(place)), item(choices.get(other < place ? other : other + 1)), false);
        }
    }

    private int item(LabelledClass of) {
        return of.items().get(random.nextInt(of.items().size()));
    }

    private void add(int left, int right, boolean same) {
        long low = Math.min(left, right);
        if (taken.add(low << Integer.SIZE | Math.max(left, right))) {
            pairs.add(new Pair(left, right, same));
        }
    }
}
