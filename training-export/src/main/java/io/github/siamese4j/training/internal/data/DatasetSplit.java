package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The classes for training and for validation. Validation is empty if nothing is held out. A problem is a sentence
 * about a deviation from the rule.
 */
public record DatasetSplit(List<LabelledClass> training, List<LabelledClass> validation, List<String> problems) {
    private static final int AUTOMATIC_GROUPS = 5;
    private static final int AUTOMATIC_CLASSES = 8;
    private static final int AUTOMATIC_LEAST = 3;

    /** Copies the lists. */
    public DatasetSplit {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        problems = List.copyOf(problems);
    }

    /**
     * Splits classes by a rule. The same classes, rule and seed give the same split. Validation has at least two
     * classes. If whole groups cannot be held out, classes are; if these cannot, items of all classes are. The split
     * reports such a change. Fails with {@link Code#DATA_TOO_SMALL} if one side would have fewer than two classes,
     * {@link Code#CONFIG_INVALID} if a named group does not exist.
     */
    public static DatasetSplit of(List<LabelledClass> classes, SplitRule rule) {
        if (!rule.groups().isEmpty()) {
            return byName(classes, rule);
        }
        if (rule.fraction() == 0) {
            return new DatasetSplit(classes, List.of(), List.of());
        }
        if (rule.unit() == SplitRule.Unit.AUTO) {
            return automatic(classes, rule);
        }
        List<String> problems = new ArrayList<>();
        SplitRule.Unit unit = rule.unit();
        if (unit == SplitRule.Unit.GROUPS) {
            Set<LabelledClass> held = ofGroups(classes, rule);
            if (held.size() >= 2 && classes.size() - held.size() >= 2) {
                return withHeld(classes, held, problems);
            }
            problems.add("too few groups to hold out whole ones: classes are held out instead");
            unit = SplitRule.Unit.CLASSES;
        }
        if (unit == SplitRule.Unit.CLASSES) {
            int count = (int) Math.max(2, Math.round(classes.size() * rule.fraction()));
            if (classes.size() - count >= 2) {
                List<LabelledClass> shuffled = shuffled(classes, rule);
                return withHeld(classes, new HashSet<>(shuffled.subList(0, count)), problems);
            }
            problems.add("of " + classes.size() + " classes, " + count
                    + " cannot be held out: images of all classes are held out instead, so validation uses classes"
                    + " known from training");
        }
        return byItems(classes, rule, problems);
    }

    private static DatasetSplit automatic(List<LabelledClass> classes, SplitRule rule) {
        if (groups(classes).size() >= AUTOMATIC_GROUPS) {
            return of(classes, rule.withUnit(SplitRule.Unit.GROUPS));
        }
        if (classes.size() >= AUTOMATIC_CLASSES) {
            int count = (int) Math.max(AUTOMATIC_LEAST, Math.round(classes.size() * rule.fraction()));
            int least = Math.min(count, classes.size() - AUTOMATIC_LEAST);
            return withHeld(classes, new HashSet<>(shuffled(classes, rule).subList(0, least)), List.of());
        }
        long large = classes.stream().filter(each -> each.items().size() >= 4).count();
        return large >= 2
                ? byItems(
                        classes,
                        rule,
                        List.of("images of all classes are held out, because there are only " + classes.size()
                                + " classes; the figures are those of known classes"))
                : new DatasetSplit(
                        classes,
                        List.of(),
                        List.of("nothing is held out, because it takes two classes of" + " four images or more"));
    }

    /** Chooses the share of the groups, and more groups while these have only one class in all. */
    private static Set<LabelledClass> ofGroups(List<LabelledClass> classes, SplitRule rule) {
        Set<String> groups = groups(classes);
        long count = Math.max(1, Math.round(groups.size() * rule.fraction()));
        Set<LabelledClass> held = new HashSet<>();
        int taken = 0;
        for (String group : shuffled(groups, rule)) {
            if (taken >= count && held.size() >= 2) {
                break;
            }
            classes.stream().filter(c -> c.group().equals(group)).forEach(held::add);
            taken++;
        }
        return held;
    }

    private static Set<String> groups(List<LabelledClass> classes) {
        return classes.stream().map(LabelledClass::group).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static <T> List<T> shuffled(Collection<T> all, SplitRule rule) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(rule.seed()));
        return shuffled;
    }

    private static DatasetSplit withHeld(List<LabelledClass> classes, Set<LabelledClass> held, List<String> problems) {
        return new DatasetSplit(
                classes.stream().filter(c -> !held.contains(c)).toList(),
                classes.stream().filter(held::contains).toList(),
                problems);
    }

    private static DatasetSplit byName(List<LabelledClass> classes, SplitRule rule) {
        Set<String> known = groups(classes);
        for (String group : rule.groups()) {
            if (!known.contains(group)) {
                throw new TrainingException(Code.CONFIG_INVALID, "no group named " + group + "; choose from " + known);
            }
        }
        Set<LabelledClass> held =
                classes.stream().filter(c -> rule.groups().contains(c.group())).collect(Collectors.toSet());
        DatasetSplit split = withHeld(classes, held, List.of());
        if (split.training().size() < 2 || split.validation().size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "the split leaves " + split.training().size() + " classes for training and "
                            + split.validation().size()
                            + " for validation, both need two; hold out other groups or add classes");
        }
        return split;
    }

    private static DatasetSplit byItems(List<LabelledClass> classes, SplitRule rule, List<String> problems) {
        Random random = new Random(rule.seed());
        List<LabelledClass> training = new ArrayList<>();
        List<LabelledClass> validation = new ArrayList<>();
        for (LabelledClass all : classes) {
            List<Integer> shuffled = new ArrayList<>(all.items());
            Collections.shuffle(shuffled, random);
            int held = (int) Math.max(2, Math.round(shuffled.size() * rule.fraction()));
            if (shuffled.size() - held < 2) {
                training.add(all);
                continue;
            }
            validation.add(new LabelledClass(all.group(), all.name(), shuffled.subList(0, held)));
            training.add(new LabelledClass(all.group(), all.name(), shuffled.subList(held, shuffled.size())));
        }
        if (validation.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "validation needs two classes, but fewer than two have four images, of which two can be held out;"
                            + " add classes or images, or hold out nothing (a share of 0)");
        }
        return new DatasetSplit(training, validation, problems);
    }
}
