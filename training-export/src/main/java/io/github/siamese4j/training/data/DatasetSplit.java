package io.github.siamese4j.training.data;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.ArrayList;
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
 */
public record DatasetSplit(List<PictureClass> training, List<PictureClass> validation) {
    /**
     * Copies the lists.
     *
     * @param training the classes with the pictures to train on
     * @param validation the classes with the pictures to validate on
     */
    public DatasetSplit {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /**
     * Splits classes by a rule. The same classes, rule and seed give the same split.
     *
     * @param classes all classes
     * @param rule what to hold out
     * @return the split
     * @throws TrainingException {@link Code#DATA_TOO_SMALL} when one side would have fewer than two classes,
     *     {@link Code#CONFIG_INVALID} when a named group does not exist
     */
    public static DatasetSplit of(List<PictureClass> classes, SplitRule rule) {
        boolean named = !rule.groups().isEmpty();
        if (rule.fraction() == 0 && !named) {
            return new DatasetSplit(classes, List.of());
        }
        if (rule.unit() == SplitRule.Unit.PICTURES && !named) {
            return byPictures(classes, rule);
        }
        Set<String> groups = new LinkedHashSet<>();
        classes.forEach(c -> groups.add(c.group()));
        List<PictureClass> training = new ArrayList<>();
        List<PictureClass> validation = new ArrayList<>();
        // With a single group there is nothing to hold out but classes.
        if (named || (rule.unit() == SplitRule.Unit.GROUPS && groups.size() > 1)) {
            Set<String> held = named ? requireKnown(rule.groups(), groups) : draw(new ArrayList<>(groups), rule);
            classes.forEach(c -> (held.contains(c.group()) ? validation : training).add(c));
        } else {
            Set<PictureClass> held = draw(new ArrayList<>(classes), rule);
            classes.forEach(c -> (held.contains(c) ? validation : training).add(c));
        }
        if (training.size() < 2 || validation.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "the split leaves " + training.size() + " classes for training and " + validation.size()
                            + " for validation, both need two; change the held-out share or add classes");
        }
        return new DatasetSplit(training, validation);
    }

    private static Set<String> requireKnown(List<String> wanted, Set<String> known) {
        for (String group : wanted) {
            if (!known.contains(group)) {
                throw new TrainingException(Code.CONFIG_INVALID, "no group named " + group + "; there are " + known);
            }
        }
        return new HashSet<>(wanted);
    }

    private static <T> Set<T> draw(List<T> all, SplitRule rule) {
        Collections.shuffle(all, new Random(rule.seed()));
        int count = (int) Math.max(1, Math.round(all.size() * rule.fraction()));
        return new HashSet<>(all.subList(0, Math.min(count, all.size())));
    }

    private static DatasetSplit byPictures(List<PictureClass> classes, SplitRule rule) {
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
                    "no two classes have four pictures, so none can be split; hold out classes instead");
        }
        return new DatasetSplit(training, validation);
    }
}
