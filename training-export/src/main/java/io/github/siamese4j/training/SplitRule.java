package io.github.siamese4j.training;

import io.github.siamese4j.training.TrainingException.Code;
import java.util.List;

/**
 * What is kept from training for validation.
 *
 * @param unit what is held out as a whole
 * @param fraction the share that is held out, in 0..1; 0 trains on everything and validates on nothing
 * @param groups the names of the groups to hold out; when not empty they are taken instead of a random share
 * @param seed decides which ones
 */
public record SplitRule(Unit unit, double fraction, List<String> groups, long seed) {
    /** What is held out as a whole. */
    public enum Unit {
        /** Pictures: the classes of the validation are known from training. */
        PICTURES,
        /** Classes: validation is on unknown classes of known groups. */
        CLASSES,
        /** Groups, such as alphabets: the honest measure for use on new kinds of pictures. */
        GROUPS
    }

    /**
     * Checks the fraction and copies the list.
     *
     * @param unit what is held out as a whole
     * @param fraction the share that is held out, in 0..1
     * @param groups the names of the groups to hold out
     * @param seed decides which ones
     */
    public SplitRule {
        groups = groups == null ? List.of() : List.copyOf(groups);
        if (!(fraction >= 0 && fraction < 1)) {
            throw new TrainingException(Code.CONFIG_INVALID, "split fraction must be in [0, 1): " + fraction);
        }
    }

    /**
     * Holds out a tenth of the groups.
     *
     * @return the rule with seed 0
     */
    public static SplitRule tenthOfGroups() {
        return new SplitRule(Unit.GROUPS, 0.1, List.of(), 0);
    }
}
