package io.github.siamese4j.evaluation;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.internal.random.RandomSubset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A trial of N-way K-shot classification: a query is to be assigned to one of N classes, each given by K items.
 *
 * @param query the item to classify
 * @param truth the index of the right class among the supports
 * @param supports the items of each class: N lists of at least one item
 */
public record FewShotTrial(int query, int truth, List<List<Integer>> supports) {

    /** Copies the lists and checks the ranges. */
    public FewShotTrial {
        supports = supports.stream().map(List::copyOf).toList();
        if (truth < 0 || truth >= supports.size()) {
            throw new IllegalArgumentException("truth must be in 0.." + (supports.size() - 1) + ": " + truth);
        }
        if (supports.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("every class of supports must have an item: " + supports);
        }
    }

    /**
     * The settings of a draw of trials.
     *
     * @param ways the number of classes of a trial, N, at least 2
     * @param shots the number of items of a class, K, at least 1
     * @param trials the number of trials, at least 1
     * @param within whether all classes of a trial belong to one group; groups with enough classes are equally likely
     * @param seed the seed of the draw
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
     * Draws trials. Classes are equally likely. The query is never among the supports. The right class comes first.
     *
     * @param classes the classes to draw from; those with fewer than shots + 1 items are left out
     * @param plan the settings of the draw
     * @return the trials
     * @throws EvaluationException {@code DATA_TOO_SMALL} if there are too few classes
     */
    public static List<FewShotTrial> draw(List<LabelledClass> classes, Plan plan) {
        List<LabelledClass> usable = classes.stream()
                .filter(each -> each.items().size() > plan.shots)
                .toList();
        List<List<LabelledClass>> groups = LabelledClass.groups(usable, plan.within).stream()
                .filter(group -> group.size() >= plan.ways)
                .toList();
        if (groups.isEmpty()) {
            throw new EvaluationException(
                    ErrorCode.DATA_TOO_SMALL,
                    plan.ways + "-way " + plan.shots + "-shot trials need " + plan.ways + " classes"
                            + (plan.within ? " in one group" : "") + " of at least " + (plan.shots + 1)
                            + " items, but there are " + usable.size() + (plan.within ? " in all groups" : "")
                            + "; ask for fewer ways or shots");
        }
        SplittableRandom random = new SplittableRandom(plan.seed);
        List<FewShotTrial> trials = new ArrayList<>(plan.trials);
        for (int i = 0; i < plan.trials; i++) {
            List<LabelledClass> chosen =
                    RandomSubset.draw(groups.get(random.nextInt(groups.size())), plan.ways, random);
            List<List<Integer>> supports = new ArrayList<>(plan.ways);
            List<Integer> right = RandomSubset.draw(chosen.get(0).items(), plan.shots + 1, random);
            supports.add(right.subList(1, right.size()));
            for (LabelledClass other : chosen.subList(1, plan.ways)) {
                supports.add(RandomSubset.draw(other.items(), plan.shots, random));
            }
            trials.add(new FewShotTrial(right.get(0), 0, supports));
        }
        return trials;
    }
}
