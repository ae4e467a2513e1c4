package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Metric;
import io.github.siamese4j.internal.io.AtomicFiles;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.TrainingListener.StepReport;
import io.github.siamese4j.training.TrainingResult;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.log.RunFolder;
import io.github.siamese4j.training.internal.log.RunLog;
import io.github.siamese4j.training.internal.train.TrainingStep.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trains a network step by step, with validation, checkpoints and logs in between. Used by one thread. */
public final class TrainingLoop {
    static final String LAST = "last";
    static final String BEST = "best";
    private static final String CONFIG = "config.json";

    private final TrainingConfig config;
    private final Path run;
    private final TrainingListener listener;
    private final long steps;
    private final RunLog log;
    private final RunPlots plots;
    private final RunReport report;
    private final @Nullable Validator validator;

    private @Nullable ValidationMetrics metrics;
    private @Nullable ValidationMetrics bestMetrics;
    private EarlyStopping.Progress stopping;

    private TrainingLoop(Checkpoint from, TrainingData data, TrainingListener listener) {
        this.config = from.config();
        this.run = config.run().folder();
        this.listener = listener;
        this.steps = config.learning().schedule().steps();
        this.log = new RunLog(run, from.step());
        this.plots = new RunPlots(run, listener);
        this.report = new RunReport(config, data, listener);
        this.validator = data.split().validation().isEmpty()
                ? null
                : new Validator(
                        data,
                        config.network().scorer(),
                        config.evaluation(),
                        config.run().seed());
        this.metrics = from.metrics();
        this.bestMetrics = from.best();
        this.stopping = from.stopping();
    }

    /** Starts a run; see {@link io.github.siamese4j.training.Trainer#train}. */
    public static TrainingResult train(TrainingConfig config, TrainingListener listener) {
        Path run = config.run().folder();
        if (Files.exists(AtomicFiles.existing(run.resolve(LAST)))) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, run + " already contains a run; resume it or choose another folder");
        }
        RunFolder.create(run);
        TrainingListener logged = RunFolder.logged(run, 0, listener);
        if (config.data().encoder() != null) {
            // A run that is stopped while it encodes images goes on with these settings.
            RunFolder.write(run.resolve(CONFIG), config.toJson());
        }
        TrainingData data = TrainingData.read(config, logged);
        Checkpoint start = RunStart.checkpoint(config, data, logged);
        RunFolder.write(run.resolve(CONFIG), start.config().toJson());
        RunReport report = new RunReport(start.config(), data, logged);
        report.writeHeldOut();
        report.before(start);
        RunStart.advise(start.config(), logged);
        return new TrainingLoop(start, data, logged).run(start, data);
    }

    /** Resumes a run; see {@link io.github.siamese4j.training.Trainer#resume}. */
    public static TrainingResult resume(Path run, TrainingListener listener) {
        Path stored = run.resolve(CONFIG);
        if (!Files.exists(AtomicFiles.existing(run.resolve(LAST))) && Files.exists(stored)) {
            // The run was stopped before its first checkpoint, so it starts again.
            return train(ConfigJson.read(stored).toBuilder().run(run).build(), listener);
        }
        Checkpoint checkpoint = Checkpoint.load(run.resolve(LAST)).movedTo(run);
        TrainingListener logged = RunFolder.logged(run, checkpoint.step(), listener);
        logged.onMessage("resumed after step " + checkpoint.step());
        TrainingData data = TrainingData.read(checkpoint.config(), logged);
        return new TrainingLoop(checkpoint, data, logged).run(checkpoint, data);
    }

    private TrainingResult run(Checkpoint from, TrainingData data) {
        if (validator != null && from.step() == 0) {
            measureUntrained(validator);
        }
        try (TrainingState state = TrainingState.of(from);
                StepSource source = data.inputs(config, state.trained(), from.step())) {
            if (config.data().encoder() != null && from.step() == 0 && validator != null && isBest(validator, state)) {
                // The projection in closed form can be the best there is.
                checkpoint(state).save(run.resolve(BEST));
            }
            Optional<String> withoutSteps = data.reasonForNoSteps(config);
            if (withoutSteps.isPresent() && from.step() == 0) {
                listener.onMessage(withoutSteps.get());
                save(state, false);
                return result(state.done());
            }
            while (state.done() < steps && !isStopped()) {
                train(state, source);
                finishStep(state);
            }
            return result(state.done());
        }
    }

    /** Measures what training has to improve on. A frozen encoder is the best model until it does. */
    private void measureUntrained(Validator validator) {
        FrozenEncoder encoder = config.data().encoder();
        if (encoder == null) {
            validator
                    .untrained(Metric.COSINE)
                    .ifPresent(figures -> listener.onMessage("cosine of the plain features: " + figures.line()));
            return;
        }
        report.frozen(validator, encoder).ifPresent(figures -> {
            listener.onMessage("frozen encoder: " + figures.line());
            bestMetrics = figures;
            Checkpoint.kept(config, figures).save(run.resolve(BEST));
        });
    }

    private void train(TrainingState state, StepSource source) {
        long start = System.nanoTime();
        StepInput batch = source.take();
        double rate = config.learning().schedule().at(state.done());
        Outcome outcome = state.step(batch, rate);
        double perSecond = batch.count() * 1e9 / (System.nanoTime() - start);
        StepReport report = new StepReport(
                state.done(), steps, outcome.loss(), outcome.accuracy(), rate, outcome.gradientNorm(), perSecond);
        log.step(report);
        listener.onStep(report);
    }

    /** Validates, saves and draws, if one of them is due. */
    private void finishStep(TrainingState state) {
        long done = state.done();
        boolean evaluate = done % config.evaluation().every() == 0 || done == steps;
        boolean isBest = evaluate && validator != null && isBest(validator, state);
        if (evaluate || done % config.run().checkpointEvery() == 0) {
            save(state, isBest);
            plots.drawCurves(log);
        }
        if (config.run().keepEvery() > 0 && done % config.run().keepEvery() == 0) {
            double loss = log.meanLoss(done - config.run().keepEvery(), done);
            checkpoint(state).keep(run, loss);
        }
        if (evaluate && validator != null && metrics != null) {
            plots.drawPairs(validator, metrics, done);
        }
    }

    /** Validates the network and returns whether it is the best so far. */
    private boolean isBest(Validator validator, TrainingState state) {
        ValidationMetrics measured = validator.measure(state.weights(), state.done());
        boolean isBest = bestMetrics == null || isBetter(measured, bestMetrics);
        metrics = measured;
        bestMetrics = isBest ? measured : bestMetrics;
        log.evaluation(state.done(), measured);
        listener.onEvaluation(state.done(), measured, isBest);
        EarlyStopping rule = config.learning().earlyStopping();
        stopping = rule == null ? stopping : rule.next(stopping, measured);
        return isBest;
    }

    /** The one-shot accuracy of a few held-out classes is too coarse to tell a network from the frozen encoder. */
    private boolean isBetter(ValidationMetrics measured, ValidationMetrics than) {
        return config.data().encoder() == null
                ? measured.isBetterThan(than)
                : measured.areaUnderCurve() > than.areaUnderCurve();
    }

    private void save(TrainingState state, boolean isBest) {
        Checkpoint checkpoint = checkpoint(state);
        // Save best first. If the process is killed before last is saved, the resumed run repeats this step and
        // replaces best with the same checkpoint.
        if (isBest) {
            checkpoint.save(run.resolve(BEST));
        }
        checkpoint.save(run.resolve(LAST));
    }

    private Checkpoint checkpoint(TrainingState state) {
        return state.checkpoint(metrics, bestMetrics, stopping);
    }

    private boolean isStopped() {
        EarlyStopping rule = config.learning().earlyStopping();
        return rule != null && rule.isOver(stopping);
    }

    private TrainingResult result(long done) {
        if (done < steps && isStopped()) {
            listener.onMessage(
                    "stopped after step " + done + ": no improvement for " + stopping.stale() + " measurements");
        }
        Path last = run.resolve(LAST);
        Path best = bestMetrics == null ? last : run.resolve(BEST);
        if (validator != null && bestMetrics != null) {
            report.after(validator, bestMetrics, Checkpoint.load(best).isKept());
        } else {
            report.next();
        }
        return new TrainingResult(best, last, done, Optional.ofNullable(bestMetrics));
    }
}
