package io.github.siamese4j.training.cli;

import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.Retrieval;
import io.github.siamese4j.evaluation.Verification;
import io.github.siamese4j.training.internal.evaluate.CopyFigures;
import io.github.siamese4j.training.internal.evaluate.ScoredModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The figures of an evaluation, as JSON and as lines of text. */
final class EvaluationReport {

    /** The largest number of classes that are listed as text. */
    private static final int MOST_CLASSES = 30;

    private final JsonResult json = JsonResult.object();
    private final JsonResult intervals = JsonResult.object();
    private final List<String> lines = new ArrayList<>();
    private List<String> skipped = List.of();

    /** The result of one official run. */
    record Run(String name, FewShotResult result) {}

    EvaluationReport(String protocol, ScoredModel subject, long seed) {
        json.put("protocol", protocol);
        json.put("model", subject.name());
        json.put("device", subject.device());
        json.put("seed", seed);
        lines.add(protocol + " of " + subject.name() + " on " + subject.device() + ", seed " + seed);
    }

    /** Notes that the training chose its best model on the measured images. */
    void optimistic() {
        lines.add("the run chose its best model on these images, so the figures are optimistic; new images show less");
    }

    void pictures(int pictures, List<String> left) {
        skipped = left;
        json.put("pictures", pictures);
        json.put("skipped", left.size());
        lines.add(pictures + " pictures" + (left.isEmpty() ? "" : ", " + left.size() + " could not be used"));
    }

    List<String> skipped() {
        return skipped;
    }

    void verification(Verification figures, boolean ownThreshold, boolean within) {
        int pairs = figures.same() + figures.different();
        lines.add(pairs + " pairs, half of them the same" + (within ? "; different ones of one group" : ""));
        accuracy(pairs, figures.accuracy());
        json.put("within", within);
        json.put("threshold", figures.threshold());
        json.put("thresholdFrom", ownThreshold ? "model" : "these pairs");
        lines.add(String.format(
                        Locale.ROOT,
                        "threshold %.4f %s",
                        figures.threshold(),
                        ownThreshold ? "" : "(that of the equal error rate on these pairs)")
                .stripTrailing());
        figure("auc", "area under ROC", figures.areaUnderCurve());
        figure("averagePrecision", "average precision", figures.averagePrecision());
        figure("eer", "equal error rate", figures.equalErrorRate());
        figure("falseAcceptRate", "false accept rate", figures.falseAcceptRate());
        figure("trueAcceptRate", "true accept rate", figures.trueAcceptRate());
        JsonResult tarAtFar = JsonResult.object();
        JsonResult tarIntervals = JsonResult.object();
        for (Verification.TarAtFar point : figures.tarAtFar()) {
            String rate = String.valueOf(point.falseAcceptRate());
            tarAtFar.put(rate, point.trueAcceptRate().value());
            tarIntervals.put(rate, interval(point.trueAcceptRate()));
            lines.add(line("TAR at FAR " + rate, point.trueAcceptRate()));
        }
        json.put("tarAtFar", tarAtFar);
        intervals.put("tarAtFar", tarIntervals);
    }

    void nWay(FewShotResult result, FewShotTrial.Plan plan, FewShotResult.Pooling pooling) {
        int trials = result.answers().size();
        lines.add(String.format(
                Locale.ROOT,
                "%d trials, %d-way %d-shot, %s",
                trials,
                plan.ways(),
                plan.shots(),
                plan.within() ? "classes of one group" : "random classes"));
        accuracy(trials, result.accuracy());
        json.put("ways", plan.ways());
        json.put("shots", plan.shots());
        json.put("within", plan.within());
        json.put("pooling", pooling.name().toLowerCase(Locale.ROOT));
        ties(result.ties());
    }

    void runs(List<Run> runs) {
        int trials = 0;
        int right = 0;
        int ties = 0;
        List<JsonResult> each = new ArrayList<>();
        for (Run run : runs) {
            int count = run.result.answers().size();
            long good = run.result.answers().stream()
                    .filter(FewShotResult.Answer::right)
                    .count();
            JsonResult object = JsonResult.object();
            object.put("run", run.name);
            object.put("trials", count);
            object.put("right", good);
            object.put("accuracy", run.result.accuracy().value());
            object.put("ci95", interval(run.result.accuracy()));
            each.add(object);
            lines.add(run.name + ": " + good + " of " + count + " right");
            trials += count;
            right += (int) good;
            ties += run.result.ties();
        }
        lines.add(trials + " trials in " + runs.size() + (runs.size() == 1 ? " run" : " runs"));
        accuracy(trials, Estimate.share(right, trials));
        json.put("runs", each);
        ties(ties);
    }

    void retrieval(Retrieval result) {
        lines.add(result.queries() + " queries among " + result.gallery() + " pictures");
        accuracy(result.queries(), result.recallAt().get(0).share());
        json.put("gallery", result.gallery());
        JsonResult recallAt = JsonResult.object();
        JsonResult recallIntervals = JsonResult.object();
        for (Retrieval.RecallAt point : result.recallAt()) {
            recallAt.put(String.valueOf(point.rank()), point.share().value());
            recallIntervals.put(String.valueOf(point.rank()), interval(point.share()));
            lines.add(line("recall@" + point.rank(), point.share()));
        }
        json.put("recallAt", recallAt);
        intervals.put("recallAt", recallIntervals);
        figure("mapAtR", "MAP@R", result.meanAveragePrecisionAtR());
        classes(result.classes().stream()
                .sorted(Comparator.comparing(Retrieval.OfClass::group).thenComparing(Retrieval.OfClass::name))
                .toList());
    }

    private void classes(List<Retrieval.OfClass> figures) {
        List<JsonResult> classes = new ArrayList<>();
        for (Retrieval.OfClass each : figures) {
            String name = each.group().isEmpty() ? each.name() : each.group() + "/" + each.name();
            classes.add(JsonResult.object()
                    .put("class", name)
                    .put("queries", each.queries())
                    .put("recallAt1", each.recallAt1().value())
                    .put("mapAtR", each.meanAveragePrecisionAtR().value()));
            if (figures.size() <= MOST_CLASSES) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %-24s %5d queries  recall@1 %.4f  MAP@R %.4f",
                        name,
                        each.queries(),
                        each.recallAt1().value(),
                        each.meanAveragePrecisionAtR().value()));
            }
        }
        json.put("classes", classes);
    }

    void copies(CopyFigures figures) {
        int copies = figures.copies() * figures.alterations().size();
        lines.addAll(CopyReport.lines(figures));
        json.put("trials", copies);
        json.put("accuracy", figures.meanRecall());
        json.put("targetFar", figures.rate());
        json.put("threshold", figures.own().map(CopyFigures.Own::threshold));
        json.put(
                "falseAcceptRate",
                figures.own().map(own -> own.falseAcceptRate().value()));
        json.put("commonThreshold", figures.common());
        json.put("alterations", CopyReport.json(figures));
        json.put("means", CopyReport.means(figures));
    }

    private void accuracy(int trials, Estimate accuracy) {
        json.put("trials", trials);
        json.put("accuracy", accuracy.value());
        json.put("ci95", interval(accuracy));
        lines.add(line("accuracy", accuracy));
    }

    private void ties(int ties) {
        json.put("ties", ties);
        if (ties > 0) {
            lines.add(ties + " ties, counted as failures");
        }
    }

    private void figure(String key, String name, Estimate estimate) {
        json.put(key, estimate.value());
        intervals.put(key, interval(estimate));
        lines.add(line(name, estimate));
    }

    private static List<Double> interval(Estimate estimate) {
        return List.of(estimate.low(), estimate.high());
    }

    private static String line(String name, Estimate estimate) {
        return String.format(
                Locale.ROOT, "%-18s %.4f  (%.4f to %.4f)", name, estimate.value(), estimate.low(), estimate.high());
    }

    JsonResult json() {
        if (!intervals.isEmpty()) {
            json.put("intervals", intervals);
        }
        return json;
    }

    String text() {
        return String.join(System.lineSeparator(), lines);
    }
}
