package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One question of N-way K-shot classification: to which of N classes, each shown by K pictures, does the query belong?
 *
 * @param query the picture to classify
 * @param truth place of the right class among the supports
 * @param supports the pictures that show each class: N lists of at least one picture
 */
public record FewShotTrial(int query, int truth, List<List<Integer>> supports) {

    /** Copies the lists and checks the ranges. */
    public FewShotTrial {
        supports = supports.stream().map(List::copyOf).toList();
        if (truth < 0 || truth >= supports.size() || supports.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException(
                    "truth must be a place among supports, none of them empty: " + truth + " of " + supports.size());
        }
    }

    /**
     * Which trials are drawn.
     *
     * @param ways how many classes a trial has, N, at least 2
     * @param shots how many pictures show a class, K, at least 1
     * @param trials how many trials, at least 1
     * @param within whether all classes of a trial are of one group; groups with enough classes are equally likely
     * @param seed of the draw
     */
    public record Plan(int ways, int shots, int trials, boolean within, long seed) {
        /** Checks the ranges. */
        public Plan {
            if (ways < 2 || shots < 1 || trials < 1) {
                throw new IllegalArgumentException(
                        "ways must be at least 2, shots and trials at least 1: " + ways + ", " + shots + ", " + trials);
            }
        }
    }

    /**
     * Draws trials. Classes are equally likely; query and supports are different pictures. The right class comes first,
     * which tells a scorer nothing.
     *
     * @param classes where to draw from; those with fewer than shots + 1 pictures are left out
     * @param plan what to draw
     * @return the trials
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there are too few classes
     */
    public static List<FewShotTrial> draw(List<LabelledClass> classes, Plan plan) {
        List<LabelledClass> usable = classes.stream()
                .filter(each -> each.items().size() > plan.shots)
                .toList();
        List<List<LabelledClass>> groups = plan.within
                ? usable.stream()
                        .collect(Collectors.groupingBy(LabelledClass::group, TreeMap::new, Collectors.toList()))
                        .values()
                        .stream()
                        .filter(group -> group.size() >= plan.ways)
                        .toList()
                : usable.size() >= plan.ways ? List.of(usable) : List.of();
        if (groups.isEmpty()) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    plan.ways + "-way " + plan.shots + "-shot trials take " + plan.ways + " classes"
                            + (plan.within ? " in one group" : "") + " of " + (plan.shots + 1)
                            + " pictures or more; there are " + usable.size() + (plan.within ? " in all" : "")
                            + "; ask for fewer ways or shots");
        }
        SplittableRandom random = new SplittableRandom(plan.seed);
        List<FewShotTrial> trials = new ArrayList<>(plan.trials);
        for (int i = 0; i < plan.trials; i++) {
            List<LabelledClass> chosen = choose(groups.get(random.nextInt(groups.size())), plan.ways, random);
            List<List<Integer>> supports = new ArrayList<>(plan.ways);
            List<Integer> right = choose(chosen.get(0).items(), plan.shots + 1, random);
            supports.add(right.subList(1, right.size()));
            for (LabelledClass other : chosen.subList(1, plan.ways)) {
                supports.add(choose(other.items(), plan.shots, random));
            }
            trials.add(new FewShotTrial(right.get(0), 0, supports));
        }
        return trials;
    }

    /** Some of many, none twice, in random order. */
    private static <T> List<T> choose(List<T> from, int count, SplittableRandom random) {
        List<T> left = new ArrayList<>(from);
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(left.size() - i);
            T swapped = left.get(i);
            left.set(i, left.get(other));
            left.set(other, swapped);
        }
        return left.subList(0, count);
    }
}
