package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.training.internal.alter.Alteration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How well altered copies are recognized.
 *
 * @param pictures the number of originals
 * @param copies the number of copies by each alteration
 * @param rate the allowed false accept rate
 * @param alterations the figures of each alteration
 * @param common the lowest threshold with at most the allowed rate over all alterations; empty if there are too few
 *     pictures
 * @param own the model's own threshold; empty for a baseline
 */
public record CopyFigures(
        int pictures,
        int copies,
        double rate,
        List<OfAlteration> alterations,
        OptionalDouble common,
        Optional<Own> own) {

    /** Copies the list. */
    public CopyFigures {
        alterations = List.copyOf(alterations);
    }

    /**
     * The figures of one alteration.
     *
     * @param recall the share of copies whose original scores higher than every other original
     * @param best the accepts at the lowest threshold with at most the allowed rate for this alteration
     * @param common the share of copies accepted at the common threshold
     * @param own the share of copies accepted at the model's own threshold
     */
    public record OfAlteration(
            Alteration alteration,
            Estimate recall,
            Optional<Accepts> best,
            Optional<Estimate> common,
            Optional<Estimate> own) {}

    /** The share of copies that score at least a threshold against their originals. */
    public record Accepts(double threshold, Estimate share) {}

    /** The share of copies with another original that score at least the model's threshold. */
    public record Own(double threshold, Estimate falseAcceptRate) {}

    /** Returns the mean recall over all alterations. */
    public double meanRecall() {
        return mean(each -> Optional.of(each.recall)).orElseThrow();
    }

    /** Returns the mean over all alterations of the accepts at a threshold of their own. */
    public OptionalDouble meanBest() {
        return mean(each -> each.best.map(Accepts::share));
    }

    /** Returns the mean over all alterations of the accepts at the common threshold. */
    public OptionalDouble meanCommon() {
        return mean(OfAlteration::common);
    }

    /** Returns the mean over all alterations of the accepts at the model's own threshold. */
    public OptionalDouble meanOwn() {
        return mean(OfAlteration::own);
    }

    private OptionalDouble mean(Function<OfAlteration, Optional<Estimate>> figure) {
        return alterations.stream()
                .flatMap(each -> figure.apply(each).stream())
                .mapToDouble(Estimate::value)
                .average();
    }
}
