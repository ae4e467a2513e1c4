package io.github.siamese4j.training.cli;

import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.training.internal.evaluate.CopyEvaluation;
import io.github.siamese4j.training.internal.evaluate.CopyFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The figures of altered copies, as JSON and as lines of text. */
final class CopyReport {

    private CopyReport() {}

    static List<JsonResult> json(CopyFigures figures) {
        List<JsonResult> each = new ArrayList<>();
        for (CopyFigures.OfAlteration of : figures.alterations()) {
            each.add(JsonResult.object()
                    .put("alteration", of.alteration())
                    .put("recallAt1", of.recall().value())
                    .put("recallCi95", List.of(of.recall().low(), of.recall().high()))
                    .put("threshold", of.best().map(CopyFigures.Accepts::threshold))
                    .put("trueAccepts", of.best().map(best -> best.share().value()))
                    .put("trueAcceptsCommon", of.common().map(Estimate::value))
                    .put("trueAcceptsModel", of.own().map(Estimate::value)));
        }
        return each;
    }

    static JsonResult means(CopyFigures figures) {
        return JsonResult.object()
                .put("recallAt1", figures.meanRecall())
                .put("trueAccepts", figures.meanBest())
                .put("trueAcceptsCommon", figures.meanCommon())
                .put("trueAcceptsModel", figures.meanOwn());
    }

    static List<String> lines(CopyFigures figures) {
        List<String> lines = new ArrayList<>();
        lines.add("copies of " + figures.copies() + " pictures, each against all " + figures.pictures()
                + " originals; true accepts at a false accept rate of " + figures.rate());
        lines.add(String.format(
                Locale.ROOT, "%-20s %9s %9s %9s %9s", "alteration", "recall@1", "accepts", "common", "model"));
        for (CopyFigures.OfAlteration of : figures.alterations()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-20s %9.4f %9s %9s %9s",
                    of.alteration(),
                    of.recall().value(),
                    text(of.best().map(CopyFigures.Accepts::share)),
                    text(of.common()),
                    text(of.own())));
        }
        lines.add(String.format(
                Locale.ROOT,
                "%-20s %9.4f %9s %9s %9s",
                "mean",
                figures.meanRecall(),
                text(figures.meanBest()),
                text(figures.meanCommon()),
                text(figures.meanOwn())));
        lines.add("accepts: at a threshold of the alteration; common: at one threshold for all"
                + figures.common().stream()
                        .mapToObj(threshold -> String.format(Locale.ROOT, ", %.6f", threshold))
                        .findFirst()
                        .orElse(""));
        figures.own()
                .ifPresent(own -> lines.add(String.format(
                        Locale.ROOT,
                        "model: at its threshold, %.6f, which accepts %.2f of 10,000 pairs of a copy and another"
                                + " picture",
                        own.threshold(),
                        10_000 * own.falseAcceptRate().value())));
        if (figures.meanBest().isEmpty()) {
            lines.add("a false accept rate of " + figures.rate()
                    + " cannot be measured with one alteration of fewer than "
                    + CopyEvaluation.neededPictures(figures.rate()) + " pictures");
        }
        return lines;
    }

    private static String text(Optional<Estimate> share) {
        return share.map(each -> String.format(Locale.ROOT, "%.4f", each.value()))
                .orElse("-");
    }

    private static String text(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.4f", share.getAsDouble()) : "-";
    }
}
