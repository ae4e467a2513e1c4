package io.github.siamese4j.training.cli;

import com.google.gson.JsonObject;
import io.github.siamese4j.Calibration;
import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.evaluation.CalibrationMethod;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.Estimate;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Reliability;
import io.github.siamese4j.evaluation.Threshold;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.internal.draw.EvaluationPlots;
import io.github.siamese4j.training.internal.evaluate.EvaluationData;
import io.github.siamese4j.training.internal.evaluate.Evaluator;
import io.github.siamese4j.training.internal.evaluate.ScoredModel;
import io.github.siamese4j.training.internal.export.ModelCalibration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code siamese4j calibrate --model DIR --data DIR}. */
@Command(
        name = "calibrate",
        description = {
            "Choose a model's threshold, and what turns its scores into probabilities, on random pairs of labelled "
                    + "pictures, half of them of"
                    + " one class; write both into the model's metadata and its MODEL_CARD.md. The weights stay as "
                    + "they are.",
            "Take pictures like those the model will meet, of classes it was not trained on."
        },
        sortOptions = false)
final class CalibrateCommand implements Callable<Integer> {

    /** How a probability is fitted. */
    enum Method {
        PLATT,
        ISOTONIC,
        NONE
    }

    /** What the threshold is chosen by. */
    enum By {
        EER,
        ACCURACY,
        F1
    }

    private static final int BINS = 10;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "The model directory, which is changed.")
    private Path model;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = ModelOptions.DeviceConverter.class,
            description = "auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @ArgGroup
    private @Nullable Target target;

    @Option(
            names = "--calibration",
            defaultValue = "PLATT",
            description = "How probabilities are fitted: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Method method;

    @Option(
            names = "--layout",
            defaultValue = "AUTO",
            description = "Where the classes lie: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FolderLayout layout;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Pairs to draw (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(names = "--within", description = "Different pairs are of one group: the harder ones only.")
    private boolean within;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of what is drawn (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description = "Draw scores.png and reliability.png into this folder.")
    private @Nullable Path plots;

    @Option(names = "--dry-run", description = "Print what would be written and leave the model as it is.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON: what is written, as strings.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    CalibrateCommand() {}

    /** What both are found by. */
    static final class Source {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                required = true,
                description = "Labelled pictures, DIR/<class>/* or DIR/<group>/<class>/*.")
        private @Nullable Path data;

        @Option(
                names = "--sibling",
                paramLabel = "DIR",
                required = true,
                description = "Instead of pictures: a calibrated model that was trained in the same way without some "
                        + "classes, for a"
                        + " model that was trained on all of them.")
        private @Nullable Path sibling;
    }

    /** One way to choose a threshold. */
    static final class Target {

        @Option(
                names = "--target-far",
                paramLabel = "F",
                required = true,
                description =
                        "The lowest threshold that accepts at most this share of different pairs; takes 3/F of them.")
        private @Nullable Double rate;

        @Option(
                names = "--criterion",
                required = true,
                description = "EER (default), ACCURACY or F1: equal error rate, best accuracy, best F1.")
        private @Nullable By by;

        Criterion criterion() {
            if (rate != null) {
                return Criterion.falseAcceptRate(rate);
            }
            return by == By.ACCURACY ? Criterion.accuracy() : by == By.F1 ? Criterion.f1() : Criterion.equalError();
        }
    }

    @Override
    public Integer call() {
        if (source.sibling != null) {
            finish(ModelCalibration.of(source.sibling));
            return 0;
        }
        Criterion criterion = criterion();
        if (pairs < 2) {
            throw new ParameterException(spec.commandLine(), "--pairs must be at least 2: " + pairs);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        LabelledScores scores = score(facts);
        Threshold threshold = Threshold.choose(scores, criterion, seed);
        facts.put("criterion", criterion.toString());
        facts.put("threshold", text(threshold.score()));
        facts.put("false_accept_rate", text(threshold.falseAcceptRate()));
        facts.put("true_accept_rate", text(threshold.trueAcceptRate()));
        facts.put("accuracy", text(threshold.accuracy()));
        Optional<Calibration> calibration = calibrate(scores, facts);
        double value = threshold.score().value();
        if (plots != null) {
            EvaluationPlots.scores(plots.resolve("scores.png"), scores, value);
        }
        finish(new ModelCalibration(value, calibration, facts));
        return 0;
    }

    private void finish(ModelCalibration found) {
        if (!dryRun) {
            found.writeTo(model);
        }
        print(found);
    }

    private Criterion criterion() {
        try {
            return target == null ? Criterion.equalError() : target.criterion();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--target-far: " + e.getMessage(), e);
        }
    }

    private LabelledScores score(Map<String, String> facts) {
        Path data = Objects.requireNonNull(source.data, "data");
        PrintWriter errors = spec.commandLine().getErr();
        EvaluationData found = EvaluationData.scan(data, layout);
        found.problems().forEach(errors::println);
        try (SiameseComparator comparator =
                        SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(device));
                PictureBar bar = new PictureBar("encode")) {
            Evaluator evaluator = new Evaluator(ScoredModel.of(comparator), bar);
            LabelledScores scores = evaluator.pairs(found, pairs, within, seed);
            evaluator.skipped().forEach(errors::println);
            facts.put("data", String.valueOf(data.toAbsolutePath().normalize().getFileName()));
            facts.put("classes", String.valueOf(found.classes().size()));
            facts.put("pictures", String.valueOf(evaluator.pictures()));
            facts.put(
                    "pairs",
                    scores.sameCount() + " same, " + scores.differentCount() + " different"
                            + (within ? " of one group" : ""));
            facts.put("seed", String.valueOf(seed));
            return scores;
        } finally {
            errors.flush();
        }
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
        return String.format(Locale.ROOT, "%.4f (%.4f to %.4f)", estimate.value(), estimate.low(), estimate.high());
    }

    private void print(ModelCalibration found) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("threshold", found.threshold());
            found.calibration().ifPresent(fitted -> object.addProperty("calibration", fitted.text()));
            JsonObject details = new JsonObject();
            found.facts().forEach(details::addProperty);
            object.add("facts", details);
            object.addProperty("written", !dryRun);
            out.println(object);
        } else {
            found.facts().forEach((key, value) -> out.printf(Locale.ROOT, "%-18s %s%n", key, value));
            out.println(dryRun ? "nothing was written (--dry-run)" : "written to " + model);
        }
        out.flush();
    }
}
