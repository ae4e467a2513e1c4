package io.github.siamese4j.training.cli;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.evaluation.CalibrationMethod;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Reliability;
import io.github.siamese4j.evaluation.Threshold;
import io.github.siamese4j.training.internal.draw.EvaluationPlots;
import io.github.siamese4j.training.internal.evaluate.CopySet;
import io.github.siamese4j.training.internal.evaluate.EvaluationData;
import io.github.siamese4j.training.internal.evaluate.Evaluator;
import io.github.siamese4j.training.internal.evaluate.ScoredModel;
import io.github.siamese4j.training.internal.evaluate.ScoredPairs;
import io.github.siamese4j.training.internal.export.ModelCalibration;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** {@code siamese4j calibrate --model DIR --data DIR}. */
@Command(
        name = "calibrate",
        description = {
            "Chooses the threshold of a model and fits the probabilities of its scores, on random pairs of images. Both"
                    + " are written into the model's metadata and its MODEL_CARD.md; the weights stay as they are.",
            "verification: pairs of labelled images, half of which are of one class. copies: pairs of an altered copy"
                    + " and its original, or another picture; the pictures need no labels. The probability is then that"
                    + " one image is an altered copy of the other, if half of all pairs are.",
            "Use images like those the model will be used on, of classes it was not trained on."
        },
        footer = {
            "",
            "With --json: an object with threshold (number), calibration (string, absent if none was fitted), facts"
                    + " (an object of the figures; one with a confidence interval is an object of value and ci95) and"
                    + " written (boolean)."
        },
        sortOptions = false)
final class CalibrateCommand extends LabelledCommand {

    /** A way to fit probabilities. */
    enum Method {
        PLATT,
        ISOTONIC,
        NONE
    }

    /** A criterion for the threshold. */
    enum By {
        EER,
        ACCURACY,
        F1
    }

    /** The kind of pairs. */
    enum Protocol {
        VERIFICATION,
        COPIES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int BINS = 10;
    /** So many times the different pairs that a false accept rate needs keep its interval narrow. */
    private static final int SURPLUS = 10;
    /** A smaller rate is reported with more digits. */
    private static final double SMALL = 0.01;

    private static final Set<String> NAMES = Set.of("data", "sibling");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");
    private static final Pattern ESTIMATE =
            Pattern.compile("(%1$s) \\((%1$s) to (%1$s)\\)".formatted(NUMBER.pattern()));
    private static final Pattern PAIRS = Pattern.compile("([0-9]+) same, ([0-9]+) different( of one group)?");

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            defaultValue = "verification",
            description = "The kind of pairs: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Protocol protocol;

    @ArgGroup
    private @Nullable Target target;

    @Mixin
    private CopyOptions copies;

    @Option(
            names = "--calibration",
            paramLabel = "METHOD",
            defaultValue = "PLATT",
            description = "The method that fits probabilities: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Method method;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "20000",
            description = "The number of pairs to draw, half of them the same (default: ${DEFAULT-VALUE}). With"
                    + " --target-far, copies are compared with more pictures, as many as the rate needs.")
    private int pairs;

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description = "Draw scores.png and reliability.png into this folder.")
    private @Nullable Path plots;

    @Option(names = "--dry-run", description = "Print the result without changing the model.")
    private boolean dryRun;

    /** The origin of threshold and calibration. */
    static final class Source {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                required = true,
                description =
                        "Labelled images, DIR/<class>/* or DIR/<group>/<class>/*, or for copies any pictures below"
                                + " DIR.")
        private @Nullable Path data;

        @Option(
                names = "--sibling",
                paramLabel = "DIR",
                required = true,
                description = "Instead of images: a calibrated model that was trained in the same way without some"
                        + " classes. For a model that was trained on all classes.")
        private @Nullable Path sibling;
    }

    /** The rule that chooses the threshold. */
    static final class Target {

        @Option(
                names = "--target-far",
                paramLabel = "F",
                required = true,
                description = "Choose the lowest threshold that accepts at most this share of different pairs. This"
                        + " needs 3/F different pairs.")
        private @Nullable Double rate;

        @Option(
                names = "--criterion",
                paramLabel = "CRITERION",
                required = true,
                description = "Choose the threshold by equal error rate (EER, the default), best accuracy (ACCURACY)"
                        + " or best F1 (F1).")
        private @Nullable By by;

        Criterion criterion() {
            if (rate != null) {
                return Criterion.falseAcceptRate(rate);
            }
            return by == By.ACCURACY ? Criterion.accuracy() : by == By.F1 ? Criterion.f1() : Criterion.equalError();
        }
    }

    @Override
    void execute() {
        requireOptions();
        Path directory = givenModel(!dryRun);
        ModelCalibration found = source.sibling != null ? ModelCalibration.of(source.sibling) : measure();
        if (!dryRun) {
            found.writeTo(directory);
        }
        print(found, directory);
    }

    private void requireOptions() {
        ParseResult given = spec.commandLine().getParseResult();
        List<String> others = source.sibling != null
                ? List.of("--protocol", "--layout", "--within", "--pictures", "--alterations")
                : protocol == Protocol.COPIES
                        ? List.of("--layout", "--within")
                        : List.of("--pictures", "--alterations");
        for (String option : others) {
            if (given.hasMatchedOption(option)) {
                throw usage(option + " does not apply to "
                        + (source.sibling != null ? "--sibling" : "--protocol " + protocol) + "; leave it out");
            }
        }
        requireAtLeast(2, "--pairs", pairs);
        requireAtLeast(2, "--pictures", copies.pictures());
    }

    private ModelCalibration measure() {
        Criterion criterion = criterion();
        Map<String, String> facts = new LinkedHashMap<>();
        ScoredPairs scores = protocol == Protocol.COPIES ? scoreCopies(criterion, facts) : score(facts);
        Threshold threshold = Threshold.choose(scores.all(), criterion, seed);
        facts.put("criterion", criterion.toString());
        facts.put("threshold", text(threshold.score()));
        facts.put("false_accept_rate", text(threshold.falseAcceptRate()));
        facts.put("true_accept_rate", text(threshold.trueAcceptRate()));
        facts.put("accuracy", text(threshold.accuracy()));
        Optional<Calibration> calibration = calibrate(scores.balanced(), facts);
        double value = threshold.score().value();
        if (plots != null) {
            EvaluationPlots.scores(plots.resolve("scores.png"), scores.balanced(), value);
        }
        return new ModelCalibration(value, calibration, facts);
    }

    private ScoredPairs scoreCopies(Criterion criterion, Map<String, String> facts) {
        Path data = Objects.requireNonNull(source.data, "data");
        int same = pairs / 2;
        long different = criterion instanceof Criterion.FalseAcceptRate rate
                ? Math.max(same, SURPLUS * Threshold.neededPairs(rate.target()))
                : same;
        CopySet pictures;
        ScoredPairs scores;
        try (SiameseComparator comparator = loadModel();
                ProgressDisplay progress = progress("encode")) {
            pictures = CopySet.of(ScoredModel.of(comparator), data, copies.pictures(), seed, progress);
            scores = ScoredPairs.ofCopies(pictures, copies.alterations(), same, different, seed, progress);
        }
        pictures.passedOver().forEach(this::message);
        pictures.skipped().forEach(this::message);
        facts.put(ModelCalibration.PROTOCOL, protocol.toString());
        facts.put("data", String.valueOf(data.toAbsolutePath().normalize().getFileName()));
        facts.put("alterations", String.valueOf(copies.alterations().size()));
        facts.put("pictures", String.valueOf(pictures.size()));
        facts.put("pairs", scores.all().sameCount() + " same, " + scores.all().differentCount() + " different");
        facts.put(
                "fitted_pairs",
                scores.balanced().sameCount() + " same, " + scores.balanced().differentCount() + " different");
        facts.put("seed", String.valueOf(seed));
        return scores;
    }

    private Criterion criterion() {
        try {
            return target == null ? Criterion.equalError() : target.criterion();
        } catch (IllegalArgumentException e) {
            throw usage("--target-far: " + e.getMessage());
        }
    }

    private ScoredPairs score(Map<String, String> facts) {
        Path data = Objects.requireNonNull(source.data, "data");
        EvaluationData found = scan(data);
        Evaluator evaluator;
        LabelledScores scores;
        try (SiameseComparator comparator = loadModel();
                ProgressDisplay progress = progress("encode")) {
            evaluator = new Evaluator(ScoredModel.of(comparator), progress);
            scores = evaluator.pairs(found, pairs, within, seed);
        }
        evaluator.skipped().forEach(this::message);
        facts.put("data", String.valueOf(data.toAbsolutePath().normalize().getFileName()));
        facts.put("classes", String.valueOf(found.classes().size()));
        facts.put("pictures", String.valueOf(evaluator.images()));
        facts.put(
                "pairs",
                scores.sameCount() + " same, " + scores.differentCount() + " different"
                        + (within ? " of one group" : ""));
        facts.put("seed", String.valueOf(seed));
        return new ScoredPairs(scores, scores);
    }

    private Optional<Calibration> calibrate(LabelledScores scores, Map<String, String> facts) {
        if (method == Method.NONE) {
            return Optional.empty();
        }
        CalibrationMethod fit = CalibrationMethod.valueOf(method.name());
        boolean[] same = new boolean[scores.size()];
        for (int i = 0; i < same.length; i++) {
            same[i] = scores.isSame(i);
        }
        Reliability reliability = Reliability.of(fit.crossValidated(scores, seed), same, BINS);
        facts.put("method", method.name().toLowerCase(Locale.ROOT));
        facts.put("brier", text(reliability.brier()));
        facts.put("error", String.format(Locale.ROOT, "%.4f", reliability.calibrationError()));
        if (plots != null) {
            EvaluationPlots.reliability(plots.resolve("reliability.png"), reliability);
        }
        return Optional.of(fit.fit(scores));
    }

    private static String text(Estimate estimate) {
        String format = estimate.value() < SMALL ? "%.6f (%.6f to %.6f)" : "%.4f (%.4f to %.4f)";
        return String.format(Locale.ROOT, format, estimate.value(), estimate.low(), estimate.high());
    }

    private void print(ModelCalibration found, Path directory) {
        JsonResult facts = JsonResult.object();
        StringBuilder lines = new StringBuilder();
        found.facts().forEach((key, value) -> {
            facts.put(key, json(key, value));
            lines.append(String.format(Locale.ROOT, "%-18s %s%n", key, value));
        });
        print(
                JsonResult.object()
                        .put("threshold", found.threshold())
                        .put("calibration", found.calibration().map(Calibration::text))
                        .put("facts", facts)
                        .put("written", !dryRun),
                lines + (dryRun ? "nothing was written (--dry-run)" : "written to " + directory));
    }

    /** Returns a fact of the metadata, which is text there, with its numbers as numbers. */
    private static Object json(String key, String fact) {
        Matcher pairs = PAIRS.matcher(fact);
        Matcher estimate = ESTIMATE.matcher(fact);
        if (NAMES.contains(key)) {
            return fact;
        } else if (pairs.matches()) {
            return JsonResult.object()
                    .put("same", Long.valueOf(pairs.group(1)))
                    .put("different", Long.valueOf(pairs.group(2)))
                    .put("within", pairs.group(3) != null);
        } else if (estimate.matches()) {
            return JsonResult.object()
                    .put("value", new BigDecimal(estimate.group(1)))
                    .put("ci95", List.of(new BigDecimal(estimate.group(2)), new BigDecimal(estimate.group(3))));
        }
        return NUMBER.matcher(fact).matches() ? new BigDecimal(fact) : fact;
    }
}
