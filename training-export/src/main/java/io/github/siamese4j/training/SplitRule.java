package io.github.siamese4j.training;

import io.github.siamese4j.training.internal.config.Ranges;
import java.util.List;

/**
 * The part of the data that is held out for validation.
 *
 * @param unit unit that is held out as a whole
 * @param fraction share that is held out, in [0, 1); with 0, all data is used for training and there is no validation
 * @param groups names of the groups to hold out; if not empty, they replace the random share
 * @param seed seed of the random choice
 */
public record SplitRule(Unit unit, double fraction, List<String> groups, long seed) {
    /** The unit that is held out as a whole. */
    public enum Unit {
        /** Single images; validation is on classes that are known from training. */
        PICTURES,
        /** Classes; validation is on unknown classes of known groups. */
        CLASSES,
        /** Groups, such as alphabets; the most honest measure for use on new kinds of images. */
        GROUPS,
        /**
         * Groups if there are at least five, else classes if there are at least eight, else images. Classes are at
         * least three. Nothing is held out if there are too few images for that.
         */
        AUTO
    }

    /** Creates the rule and checks the fraction. */
    public SplitRule {
        groups = List.copyOf(groups);
        Ranges.belowOne("fraction", fraction);
    }

    /** {@return a rule with seed 0 that holds out a tenth of the groups} */
    public static SplitRule tenthOfGroups() {
        return new SplitRule(Unit.GROUPS, 0.1, List.of(), 0);
    }

    /**
     * {@return a copy with another unit}
     *
     * @param newUnit unit that is held out as a whole
     */
    public SplitRule withUnit(Unit newUnit) {
        return new SplitRule(newUnit, fraction, groups, seed);
    }
}
