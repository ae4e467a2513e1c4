package io.github.siamese4j.training.internal.data;

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

/**
 * Classes for training and classes for validation.
 *
 * @param training the classes with the pictures to train on
 * @param validation the classes with the pictures to validate on; empty when nothing is held out
 * @param problems where something else was held out than the rule says, one sentence each
 */
public record DatasetSplit(List<PictureClass> training, List<PictureClass> validation, List<String> problems) {
    /**
     * Copies the lists.
     *
     * @param training the classes with the pictures to train on
     * @param validation the classes with the pictures to validate on
     * @param problems where something else was held out than the rule says, one sentence each
     */
    public DatasetSplit {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        problems = List.copyOf(problems);
    }

    /**
     * Splits classes by a rule. The same classes, rule and seed give the same split. What is held out has two classes
     * at least; where whole groups cannot be held out, classes are, and where these cannot, pictures are, and the split
     * says so.
     *
     * @param classes all classes
     * @param rule what to hold out
     * @return the split
     * @throws TrainingException {@link Code#DATA_TOO_SMALL} when one side would have fewer than two classes,
     *     {@link Code#CONFIG_INVALID} when a named group does not exist
     */
    public static DatasetSplit of(List<PictureClass> classes, SplitRule rule) {
        if (!rule.groups().isEmpty()) {
            return byName(classes, rule);
        }
        if (rule.fraction() == 0) {
            return new DatasetSplit(classes, List.of(), List.of());
        }
        List<String> problems = new ArrayList<>();
        SplitRule.Unit unit = rule.unit();
        if (unit == SplitRule.Unit.GROUPS) {
            Set<PictureClass> held = ofGroups(classes, rule);
            if (held.size() >= 2 && classes.size() - held.size() >= 2) {
                return withHeld(classes, held, problems);
            }
            problems.add("there are too few groups to hold out whole ones: classes are held out instead");
            unit = SplitRule.Unit.CLASSES;
        }
        if (unit == SplitRule.Unit.CLASSES) {
            int count = (int) Math.max(2, Math.round(classes.size() * rule.fraction()));
            if (classes.size() - count >= 2) {
                List<PictureClass> shuffled = shuffled(classes, rule);
                return withHeld(classes, new HashSet<>(shuffled.subList(0, count)), problems);
            }
            problems.add("of " + classes.size() + " classes, " + count
                    + " cannot be held out: pictures of all classes are held out instead, so validation is on classes"
                    + " that are known");
        }
        return byPictures(classes, rule, problems);
    }

    /** The share of the groups, and more as long as they have one class only. */
    private static Set<PictureClass> ofGroups(List<PictureClass> classes, SplitRule rule) {
        Set<String> groups = new LinkedHashSet<>();
        classes.forEach(c -> groups.add(c.group()));
        long count = Math.max(1, Math.round(groups.size() * rule.fraction()));
        Set<PictureClass> held = new HashSet<>();
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

    private static <T> List<T> shuffled(Collection<T> all, SplitRule rule) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(rule.seed()));
        return shuffled;
    }

    private static DatasetSplit withHeld(List<PictureClass> classes, Set<PictureClass> held, List<String> problems) {
        return new DatasetSplit(
                classes.stream().filter(c -> !held.contains(c)).toList(),
                classes.stream().filter(held::contains).toList(),
                problems);
    }

    private static DatasetSplit byName(List<PictureClass> classes, SplitRule rule) {
        Set<String> known = new LinkedHashSet<>();
        classes.forEach(c -> known.add(c.group()));
        Set<String> wanted = requireKnown(rule.groups(), known);
        Set<PictureClass> held = new HashSet<>(
                classes.stream().filter(c -> wanted.contains(c.group())).toList());
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

    private static Set<String> requireKnown(List<String> wanted, Set<String> known) {
        for (String group : wanted) {
            if (!known.contains(group)) {
                throw new TrainingException(Code.CONFIG_INVALID, "no group named " + group + "; there are " + known);
            }
        }
        return new HashSet<>(wanted);
    }

    private static DatasetSplit byPictures(List<PictureClass> classes, SplitRule rule, List<String> problems) {
        Random random = new Random(rule.seed());
        List<PictureClass> training = new ArrayList<>();
        List<PictureClass> validation = new ArrayList<>();
        for (PictureClass all : classes) {
            List<Integer> shuffled = new ArrayList<>(all.pictures());
            Collections.shuffle(shuffled, random);
            int held = (int) Math.max(2, Math.round(shuffled.size() * rule.fraction()));
            if (shuffled.size() - held < 2) {
                training.add(all);
                continue;
            }
            validation.add(new PictureClass(all.group(), all.name(), shuffled.subList(0, held)));
            training.add(new PictureClass(all.group(), all.name(), shuffled.subList(held, shuffled.size())));
        }
        if (validation.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "validation needs two classes, but no two have four pictures of which two can be held out; add "
                            + "classes"
                            + " or pictures, or hold out nothing (a share of 0)");
        }
        return new DatasetSplit(training, validation, problems);
    }
}
