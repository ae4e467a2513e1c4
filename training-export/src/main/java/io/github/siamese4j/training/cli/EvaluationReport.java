package io.github.siamese4j.training.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.Retrieval;
import io.github.siamese4j.evaluation.Verification;
import io.github.siamese4j.training.internal.evaluate.ScoredModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as JSON for machines and as lines for people. */
final class EvaluationReport {

    private final JsonObject json = new JsonObject();
    private final JsonObject intervals = new JsonObject();
    private final List<String> lines = new ArrayList<>();
    private List<String> skipped = List.of();

    /** One official run. */
    record Run(String name, FewShotResult result) {}

    EvaluationReport(String protocol, ScoredModel subject, long seed) {
        json.addProperty("protocol", protocol);
        json.addProperty("model", subject.name());
        json.addProperty("device", subject.device());
        json.addProperty("seed", seed);
        lines.add(protocol + " of " + subject.name() + " on " + subject.device() + ", seed " + seed);
    }

    void pictures(int pictures, List<String> left) {
        skipped = left;
        json.addProperty("pictures", pictures);
        json.addProperty("skipped", left.size());
        lines.add(pictures + " pictures" + (left.isEmpty() ? "" : ", " + left.size() + " could not be used"));
    }

    List<String> skipped() {
        return skipped;
    }

    void verification(Verification figures, boolean ownThreshold, boolean within) {
        int pairs = figures.same() + figures.different();
        lines.add(pairs + " pairs, half of them the same" + (within ? "; different ones of one group" : ""));
        accuracy(pairs, figures.accuracy());
        json.addProperty("within", within);
        json.addProperty("threshold", figures.threshold());
        json.addProperty("thresholdFrom", ownThreshold ? "model" : "these pairs");
        lines.add(String.format(
                        Locale.ROOT,
                        "threshold %.4f %s",
                        figures.threshold(),
                        ownThreshold ? "" : "(that of the equal error rate of these pairs)")
                .stripTrailing());
        figure("auc", "area under ROC", figures.areaUnderCurve());
        figure("averagePrecision", "average precision", figures.averagePrecision());
        figure("eer", "equal error rate", figures.equalErrorRate());
        figure("falseAcceptRate", "false accept rate", figures.falseAcceptRate());
        figure("trueAcceptRate", "true accept rate", figures.trueAcceptRate());
        JsonObject tarAtFar = new JsonObject();
        JsonObject tarIntervals = new JsonObject();
        for (Verification.TarAtFar point : figures.tarAtFar()) {
            String rate = String.valueOf(point.falseAcceptRate());
            tarAtFar.addProperty(rate, point.trueAcceptRate().value());
            tarIntervals.add(rate, interval(point.trueAcceptRate()));
            lines.add(line("TAR at FAR " + rate, point.trueAcceptRate()));
        }
        json.add("tarAtFar", tarAtFar);
        intervals.add("tarAtFar", tarIntervals);
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
        json.addProperty("ways", plan.ways());
        json.addProperty("shots", plan.shots());
        json.addProperty("within", plan.within());
        json.addProperty("pooling", pooling.name().toLowerCase(Locale.ROOT));
        ties(result.ties());
    }

    void runs(List<Run> runs) {
        int trials = 0;
        int right = 0;
        int ties = 0;
        JsonArray each = new JsonArray();
        for (Run run : runs) {
            int count = run.result.answers().size();
            long good = run.result.answers().stream()
                    .filter(FewShotResult.Answer::right)
                    .count();
            JsonObject object = new JsonObject();
            object.addProperty("run", run.name);
            object.addProperty("trials", count);
            object.addProperty("right", good);
            object.addProperty("accuracy", run.result.accuracy().value());
            object.add("ci95", interval(run.result.accuracy()));
            each.add(object);
            lines.add(run.name + ": " + good + " of " + count + " right");
            trials += count;
            right += (int) good;
            ties += run.result.ties();
        }
        lines.add(trials + " trials in " + runs.size() + (runs.size() == 1 ? " run" : " runs"));
        accuracy(trials, Estimate.share(right, trials));
        json.add("runs", each);
        ties(ties);
    }

    void retrieval(Retrieval result) {
        lines.add(result.queries() + " queries among " + result.gallery() + " pictures");
        accuracy(result.queries(), result.recallAt().get(0).share());
        json.addProperty("gallery", result.gallery());
        JsonObject recallAt = new JsonObject();
        JsonObject recallIntervals = new JsonObject();
        for (Retrieval.RecallAt point : result.recallAt()) {
            recallAt.addProperty(String.valueOf(point.rank()), point.share().value());
            recallIntervals.add(String.valueOf(point.rank()), interval(point.share()));
            lines.add(line("recall@" + point.rank(), point.share()));
        }
        json.add("recallAt", recallAt);
        intervals.add("recallAt", recallIntervals);
        figure("mapAtR", "MAP@R", result.meanAveragePrecisionAtR());
    }

    private void accuracy(int trials, Estimate accuracy) {
        json.addProperty("trials", trials);
        json.addProperty("accuracy", accuracy.value());
        json.add("ci95", interval(accuracy));
        lines.add(line("accuracy", accuracy));
    }

    private void ties(int ties) {
        json.addProperty("ties", ties);
        if (ties > 0) {
            lines.add(ties + " ties, counted as failures");
        }
    }

    private void figure(String key, String name, Estimate estimate) {
        json.addProperty(key, estimate.value());
        intervals.add(key, interval(estimate));
        lines.add(line(name, estimate));
    }

    static JsonArray interval(Estimate estimate) {
        JsonArray ends = new JsonArray();
        ends.add(estimate.low());
        ends.add(estimate.high());
        return ends;
    }

    static String line(String name, Estimate estimate) {
        return String.format(
                Locale.ROOT, "%-18s %.4f  (%.4f to %.4f)", name, estimate.value(), estimate.low(), estimate.high());
    }

    String json() {
        if (intervals.size() > 0) {
            json.add("intervals", intervals);
        }
        return json.toString();
    }

    String text() {
        return String.join(System.lineSeparator(), lines);
    }
}
