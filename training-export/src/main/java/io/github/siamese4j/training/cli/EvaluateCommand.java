package io.github.siamese4j.training.cli;

import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Retrieval;
import io.github.siamese4j.evaluation.RocCurve;
import io.github.siamese4j.evaluation.Threshold;
import io.github.siamese4j.evaluation.Verification;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.internal.draw.ConfusionPlot;
import io.github.siamese4j.training.internal.draw.EvaluationPlots;
import io.github.siamese4j.training.internal.evaluate.EvaluationData;
import io.github.siamese4j.training.internal.evaluate.Evaluator;
import io.github.siamese4j.training.internal.evaluate.OmniglotRun;
import io.github.siamese4j.training.internal.evaluate.ScoredModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code siamese4j evaluate --data DIR --protocol P}. */
@Command(
        name = "evaluate",
        description = {
            "Measure a model on labelled pictures: DIR/<class>/* or DIR/<group>/<class>/*, each picture encoded once.",
            "verification: are random pairs, half of them of one class, told apart? n-way: which of N classes, each "
                    + "shown by K"
                    + " pictures, is it? omniglot-runs: the official one-shot task (runNN/class_labels.txt). "
                    + "retrieval: is the class"
                    + " found among other pictures? A tie is a failure; intervals hold 95 %%."
        },
        sortOptions = false,
        footer = {
            "",
            "With --json: an object with protocol, model, device, seed, pictures, skipped, trials, accuracy, ci95; "
                    + "for verification also"
                    + " threshold, auc, eer, averagePrecision, falseAcceptRate, trueAcceptRate and tarAtFar, an "
                    + "object from rate to rate; for"
                    + " retrieval gallery, recallAt and mapAtR (accuracy is recall at 1); further intervals in "
                    + "intervals."
        })
final class EvaluateCommand implements Callable<Integer> {

    /** What is asked. */
    enum Protocol {
        VERIFICATION,
        N_WAY,
        OMNIGLOT_RUNS,
        RETRIEVAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What is measured instead of a model. */
    enum Baseline {
        /** Cosine of grey values. */
        PIXELS,
        /** Cosine of HOG and GLCM features. */
        FEATURES
    }

    private static final int PAIRS = 20_000;
    private static final int TRIALS = 2000;
    private static final int QUERIES = 500;
    private static final List<Integer> RANKS = List.of(1, 5, 10);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            defaultValue = "${sys:siamese4j.model}",
            description = "The model directory (default: the model shipped with the examples).")
    private @Nullable Path model;

    @Option(
            names = "--baseline",
            description =
                    "Measure this instead of a model: PIXELS (cosine of grey values at 28x28) or FEATURES (cosine "
                            + "of HOG and"
                            + " texture).")
    private @Nullable Baseline baseline;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = ModelOptions.DeviceConverter.class,
            description = "auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The pictures, or the official runs.")
    private Path data;

    @Option(names = "--protocol", required = true, description = "${COMPLETION-CANDIDATES}")
    private Protocol protocol;

    @Option(
            names = "--layout",
            defaultValue = "AUTO",
            description = "Where the classes lie: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FolderLayout layout;

    @Option(
            names = "--trials",
            paramLabel = "N",
            description = "Pairs (default: 20000), trials (default: 2000) or queries (default: 500).")
    private @Nullable Integer trials;

    @Option(
            names = "--ways",
            paramLabel = "N",
            defaultValue = "20",
            description = "Classes of a trial (default: ${DEFAULT-VALUE}).")
    private int ways;

    @Option(
            names = "--shots",
            paramLabel = "K",
            defaultValue = "1",
            description = "Pictures that show a class (default: ${DEFAULT-VALUE}).")
    private int shots;

    @Option(
            names = "--pooling",
            defaultValue = "MEAN",
            description =
                    "How the scores of K pictures become one: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FewShotResult.Pooling pooling;

    @Option(
            names = "--within",
            description =
                    "Classes of a trial, or of a different pair, are of one group (an alphabet): the harder question.")
    private boolean within;

    @Option(
            names = "--gallery",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Retrieval: about how many pictures to look among, drawn as whole classes (default: "
                    + "${DEFAULT-VALUE}).")
    private int gallery;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description =
                    "Verification: call pairs the same from this score on (default: the model's own; of a baseline, "
                            + "that of the equal"
                            + " error rate of these pairs).")
    private @Nullable Double threshold;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of what is drawn (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description =
                    "Draw roc.png and scores.png (verification), confusion-RUN.png (omniglot-runs) into this folder.")
    private @Nullable Path plots;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    EvaluateCommand() {}

    @Override
    public Integer call() {
        requireOptions();
        EvaluationReport report;
        if (baseline != null) {
            report = measure(baseline == Baseline.PIXELS ? ScoredModel.pixels() : ScoredModel.features());
        } else if (model != null) {
            try (SiameseComparator comparator =
                    SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(device))) {
                report = measure(ScoredModel.of(comparator));
            }
        } else {
            throw new ParameterException(spec.commandLine(), "--model or --baseline is needed");
        }
        spec.commandLine().getOut().println(json ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void requireOptions() {
        require("--trials", trials == null ? 2 : trials, 2);
        require("--ways", ways, 2);
        require("--shots", shots, 1);
        require("--gallery", gallery, 2);
        if (threshold != null && !Double.isFinite(threshold)) {
            throw new ParameterException(spec.commandLine(), "--threshold must be a number: " + threshold);
        }
    }

    private void require(String option, int value, int least) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(), option + " must be at least " + least + ": " + value);
        }
    }

    private EvaluationReport measure(ScoredModel subject) {
        EvaluationReport report = new EvaluationReport(protocol.toString(), subject, seed);
        try (PictureBar bar = new PictureBar("encode")) {
            Evaluator evaluator = new Evaluator(subject, bar);
            switch (protocol) {
                case VERIFICATION -> verification(subject, evaluator, report);
                case N_WAY -> nWay(evaluator, report);
                case OMNIGLOT_RUNS -> runs(evaluator, report);
                case RETRIEVAL -> retrieval(evaluator, report);
            }
        }
        report.skipped().forEach(spec.commandLine().getErr()::println);
        spec.commandLine().getErr().flush();
        return report;
    }

    private EvaluationData scan() {
        EvaluationData found = EvaluationData.scan(data, layout);
        found.problems().forEach(spec.commandLine().getErr()::println);
        return found;
    }

    private void verification(ScoredModel subject, Evaluator evaluator, EvaluationReport report) {
        LabelledScores scores = evaluator.pairs(scan(), trials == null ? PAIRS : trials, within, seed);
        OptionalDouble own = threshold == null ? subject.threshold() : OptionalDouble.of(threshold);
        double from = own.orElseGet(() ->
                Threshold.choose(scores, Criterion.equalError(), seed).score().value());
        Verification figures = Verification.of(scores, from, seed);
        report.pictures(evaluator.pictures(), evaluator.skipped());
        report.verification(figures, own.isPresent(), within);
        if (plots != null) {
            EvaluationPlots.roc(plots.resolve("roc.png"), RocCurve.of(scores), figures);
            EvaluationPlots.scores(plots.resolve("scores.png"), scores, from);
        }
    }

    private void nWay(Evaluator evaluator, EvaluationReport report) {
        FewShotTrial.Plan plan = new FewShotTrial.Plan(ways, shots, trials == null ? TRIALS : trials, within, seed);
        FewShotResult result = evaluator.fewShot(scan(), plan, pooling);
        report.pictures(evaluator.pictures(), evaluator.skipped());
        report.nWay(result, plan, pooling);
    }

    private void runs(Evaluator evaluator, EvaluationReport report) {
        List<EvaluationReport.Run> results = new ArrayList<>();
        int pictures = 0;
        for (OmniglotRun run : OmniglotRun.find(data)) {
            FewShotResult result = evaluator.run(run);
            results.add(new EvaluationReport.Run(run.name(), result));
            pictures += evaluator.pictures();
            if (plots != null) {
                ConfusionPlot.write(plots.resolve("confusion-" + run.name() + ".png"), run, result);
            }
        }
        report.pictures(pictures, List.of());
        report.runs(results);
    }

    private void retrieval(Evaluator evaluator, EvaluationReport report) {
        Retrieval result = evaluator.retrieval(scan(), gallery, trials == null ? QUERIES : trials, seed, RANKS);
        report.pictures(evaluator.pictures(), evaluator.skipped());
        report.retrieval(result);
    }
}
