package io.github.siamese4j.training.cli;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Retrieval;
import io.github.siamese4j.evaluation.RocCurve;
import io.github.siamese4j.evaluation.Threshold;
import io.github.siamese4j.evaluation.Verification;
import io.github.siamese4j.training.internal.draw.ConfusionPlot;
import io.github.siamese4j.training.internal.draw.CopyPlot;
import io.github.siamese4j.training.internal.draw.EvaluationPlots;
import io.github.siamese4j.training.internal.evaluate.CopyEvaluation;
import io.github.siamese4j.training.internal.evaluate.CopyFigures;
import io.github.siamese4j.training.internal.evaluate.CopyFolder;
import io.github.siamese4j.training.internal.evaluate.CopySet;
import io.github.siamese4j.training.internal.evaluate.EvaluationData;
import io.github.siamese4j.training.internal.evaluate.Evaluator;
import io.github.siamese4j.training.internal.evaluate.OmniglotRun;
import io.github.siamese4j.training.internal.evaluate.ScoredModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** {@code siamese4j evaluate --data DIR --protocol P}. */
@Command(
        name = "evaluate",
        description = {
            "Measures a model on labelled images, DIR/<class>/* or DIR/<group>/<class>/*. Each image is encoded once.",
            "verification: tells random pairs apart, half of which are of one class. n-way: finds the class of an image"
                    + " among N classes, each shown by K images. omniglot-runs: the official one-shot task"
                    + " (runNN/class_labels.txt). retrieval: finds images of the same class among others. copies:"
                    + " makes altered copies of all pictures below DIR, which need no labels, and finds the original of"
                    + " each among all pictures. Pictures with a shorter side above 1,024 pixels are reduced to that"
                    + " first. A tie is a failure; intervals are 95 %% confidence intervals."
        },
        sortOptions = false,
        footer = {
            "",
            "With --json: an object with protocol, model, device, seed, pictures, skipped, trials, accuracy and ci95."
                    + " Verification adds threshold, auc, eer, averagePrecision, falseAcceptRate, trueAcceptRate and"
                    + " tarAtFar, an object from rate to rate. Retrieval adds gallery, recallAt, mapAtR and classes;"
                    + " its accuracy is recall at 1. Copies adds targetFar, threshold, falseAcceptRate,"
                    + " commonThreshold, alterations (an array) and means; its accuracy is the mean recall at 1,"
                    + " without ci95, because copies of one picture are not independent."
                    + " The other intervals are in intervals."
        })
final class EvaluateCommand extends LabelledCommand {

    /** A task that the model is measured on. */
    enum Protocol {
        VERIFICATION,
        N_WAY,
        OMNIGLOT_RUNS,
        RETRIEVAL,
        COPIES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A trivial method that is measured instead of a model. */
    enum Baseline {
        /** Cosine of grey values. */
        PIXELS,
        /** Cosine of HOG and GLCM features. */
        FEATURES
    }

    private static final int PAIRS = 20_000;
    private static final int TRIALS = 2000;
    private static final int QUERIES = 500;
    private static final double HIGHEST_RATE = 0.01;
    private static final List<Integer> RANKS = List.of(1, 5, 10);

    @Option(
            names = "--baseline",
            paramLabel = "BASELINE",
            description = "Measure a baseline instead of a model: PIXELS (cosine of grey values at 28x28) or FEATURES"
                    + " (cosine of HOG and texture features).")
    private @Nullable Baseline baseline;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The labelled images, or the official runs; needed unless --run is given.")
    private @Nullable Path data;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Measure the best model of a run folder on the images that the run held out. With --data: its"
                    + " images, if they were moved. With --model: another model on them.")
    private @Nullable Path run;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = "The task: ${COMPLETION-CANDIDATES} (with --run, verification unless given).")
    private @Nullable Protocol givenProtocol;

    private Protocol protocol = Protocol.VERIFICATION;

    @Option(
            names = "--trials",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "The number of pairs (default: 20000), trials (default: 2000), queries (default: 500) or"
                    + " copied pictures (default: all). 'all' makes every image a query or copies every picture.")
    private @Nullable Integer trials;

    @Option(
            names = "--ways",
            paramLabel = "N",
            defaultValue = "20",
            description = "The number of classes in a trial (default: ${DEFAULT-VALUE}).")
    private int ways;

    @Option(
            names = "--shots",
            paramLabel = "K",
            defaultValue = "1",
            description = "The number of images that show a class (default: ${DEFAULT-VALUE}).")
    private int shots;

    @Option(
            names = "--pooling",
            paramLabel = "POOLING",
            defaultValue = "MEAN",
            description = "The score of a class shown by several images: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    private FewShotResult.Pooling pooling;

    @Option(
            names = "--gallery-size",
            paramLabel = "N",
            defaultValue = "2000",
            converter = CountConverter.class,
            description = "Retrieval: the approximate number of images to search, drawn as whole classes, or 'all'"
                    + " (default: ${DEFAULT-VALUE}).")
    private int gallerySize;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Verification and copies: the score from which on a pair is called the same (default: that of"
                    + " the model; for a baseline, that of the equal error rate on the pairs of the verification).")
    private @Nullable Double threshold;

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description = "Draw into this folder: roc.png and scores.png (verification), confusion-RUN.png"
                    + " (omniglot-runs), copies.png (copies).")
    private @Nullable Path plots;

    @Mixin
    private CopyOptions copies;

    @Option(
            names = "--target-far",
            paramLabel = "F",
            defaultValue = "1e-4",
            description = "Copies: the false accept rate at which true accepts are measured, up to 0.01 (default:"
                    + " ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--write-copies",
            paramLabel = "DIR",
            description = "Copies: write each copy as DIR/<alteration>/<path of the picture>.png, or .jpg.")
    private @Nullable Path written;

    @Override
    void execute() throws IOException {
        protocol = givenProtocol == null && run != null
                ? Protocol.VERIFICATION
                : required("--protocol=PROTOCOL", givenProtocol);
        requireOptions();
        EvaluationReport report;
        if (baseline != null) {
            report = measure(baseline == Baseline.PIXELS ? ScoredModel.pixels() : ScoredModel.features());
        } else {
            try (SiameseComparator comparator = model()) {
                report = measure(ScoredModel.of(comparator));
            }
        }
        report.skipped().forEach(this::message);
        print(report.json(), report.text());
    }

    private void requireOptions() {
        ParseResult given = spec.commandLine().getParseResult();
        ProtocolOptions.problem(given, protocol).ifPresent(problem -> {
            throw usage(problem);
        });
        if (baseline != null && given.hasMatchedOption("--model")) {
            throw usage("--model and --baseline exclude each other; leave one out");
        }
        if (run != null && (protocol == Protocol.OMNIGLOT_RUNS || protocol == Protocol.COPIES)) {
            throw usage("--run goes with verification, n-way and retrieval only; use --data and --model");
        }
        if (run == null) {
            data();
        }
        boolean counts = protocol == Protocol.RETRIEVAL || protocol == Protocol.COPIES;
        if (!counts && trials != null && trials == CountConverter.ALL) {
            throw usage("--trials all applies to --protocol retrieval and copies only; give a number");
        }
        requireAtLeast(2, "--pictures", copies.pictures());
        if (!(rate > 0 && rate <= HIGHEST_RATE)) {
            throw usage("--target-far must be above 0 and at most " + HIGHEST_RATE + ": " + rate);
        }
        if (written != null
                && run == null
                && written.toAbsolutePath()
                        .normalize()
                        .startsWith(data().toAbsolutePath().normalize())) {
            throw usage(
                    "--write-copies must not lie in --data, where its files would be taken for originals: " + written);
        }
        requireAtLeast(2, "--trials", trials == null ? 2 : trials);
        requireAtLeast(2, "--ways", ways);
        requireAtLeast(1, "--shots", shots);
        requireAtLeast(2, "--gallery-size", gallerySize);
        if (threshold != null && !Double.isFinite(threshold)) {
            throw usage("--threshold must be a number: " + threshold);
        }
    }

    private EvaluationReport measure(ScoredModel subject) {
        EvaluationReport report = new EvaluationReport(protocol.toString(), subject, seed);
        if (run != null && baseline == null) {
            report.optimistic();
        }
        try (ProgressDisplay progress = progress("encode")) {
            Evaluator evaluator = new Evaluator(subject, progress);
            switch (protocol) {
                case VERIFICATION -> verification(subject, evaluator, report);
                case N_WAY -> nWay(evaluator, report);
                case OMNIGLOT_RUNS -> runs(subject, progress, report);
                case RETRIEVAL -> retrieval(evaluator, report);
                case COPIES -> copies(subject, progress, report);
            }
        }
        return report;
    }

    /** Loads the model, or the best model of the run unless another one is given. */
    private SiameseComparator model() throws IOException {
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--model");
        return run == null || given ? loadModel() : new EvaluatedRun(run).load(runtimeOptions());
    }

    private Path data() {
        return required("--data=DIR", data);
    }

    /** Returns the images of the folder, or those that the run held out. */
    private EvaluationData labelled() {
        if (run == null) {
            return scan(data());
        }
        try {
            return new EvaluatedRun(run).heldOut(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void verification(ScoredModel subject, Evaluator evaluator, EvaluationReport report) {
        LabelledScores scores = evaluator.pairs(labelled(), trials == null ? PAIRS : trials, within, seed);
        OptionalDouble own = threshold == null ? subject.threshold() : OptionalDouble.of(threshold);
        double from = own.orElseGet(() ->
                Threshold.choose(scores, Criterion.equalError(), seed).score().value());
        Verification figures = Verification.of(scores, from, seed);
        report.pictures(evaluator.images(), evaluator.skipped());
        report.verification(figures, own.isPresent(), within);
        if (plots != null) {
            EvaluationPlots.roc(plots.resolve("roc.png"), RocCurve.of(scores), figures);
            EvaluationPlots.scores(plots.resolve("scores.png"), scores, from);
        }
    }

    private void nWay(Evaluator evaluator, EvaluationReport report) {
        FewShotTrial.Plan plan = new FewShotTrial.Plan(ways, shots, trials == null ? TRIALS : trials, within, seed);
        FewShotResult result = evaluator.fewShot(labelled(), plan, pooling);
        report.pictures(evaluator.images(), evaluator.skipped());
        report.nWay(result, plan, pooling);
    }

    private void runs(ScoredModel subject, ProgressDisplay progress, EvaluationReport report) {
        List<OmniglotRun> runs = OmniglotRun.find(data());
        long total = runs.stream().mapToLong(run -> run.files().size()).sum();
        List<EvaluationReport.Run> results = new ArrayList<>();
        int pictures = 0;
        for (OmniglotRun run : runs) {
            Evaluator evaluator = new Evaluator(subject, progress.part(pictures, total));
            FewShotResult result = evaluator.run(run);
            results.add(new EvaluationReport.Run(run.name(), result));
            pictures += evaluator.images();
            if (plots != null) {
                ConfusionPlot.write(plots.resolve("confusion-" + run.name() + ".png"), run, result);
            }
        }
        report.pictures(pictures, List.of());
        report.runs(results);
    }

    private void retrieval(Evaluator evaluator, EvaluationReport report) {
        Retrieval result = evaluator.retrieval(labelled(), gallerySize, trials == null ? QUERIES : trials, seed, RANKS);
        report.pictures(evaluator.images(), evaluator.skipped());
        report.retrieval(result);
    }

    private void copies(ScoredModel subject, ProgressDisplay progress, EvaluationReport report) {
        CopySet pictures = CopySet.of(subject, data(), copies.pictures(), seed, progress);
        pictures.passedOver().forEach(progress::message);
        OptionalDouble own = threshold == null ? subject.threshold() : OptionalDouble.of(threshold);
        CopyFigures figures = new CopyEvaluation(pictures, trials == null ? CountConverter.ALL : trials, rate, own)
                .run(
                        copies.alterations(),
                        written == null ? (picture, alteration, copy) -> {} : new CopyFolder(written),
                        progress);
        report.pictures(pictures.size(), pictures.skipped());
        report.copies(figures);
        if (plots != null) {
            CopyPlot.write(plots.resolve("copies.png"), subject.name(), figures);
        }
    }

    /** Parses a number, or {@code all} as the largest. */
    static final class CountConverter implements ITypeConverter<Integer> {

        static final int ALL = Integer.MAX_VALUE;

        @Override
        public Integer convert(String value) {
            if (value.equalsIgnoreCase("all")) {
                return ALL;
            }
            try {
                return Integer.valueOf(value);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("expected a number or all: '" + value + "'");
            }
        }
    }
}
