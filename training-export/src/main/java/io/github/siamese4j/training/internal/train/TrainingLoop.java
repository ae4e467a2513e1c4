package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.TrainingListener.StepReport;
import io.github.siamese4j.training.TrainingResult;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.draw.CurveChart;
import io.github.siamese4j.training.internal.draw.SamplePairs;
import io.github.siamese4j.training.internal.files.AtomicFiles;
import io.github.siamese4j.training.internal.log.RunFolder;
import io.github.siamese4j.training.internal.log.RunLog;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.train.TrainingStep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains a twin network on folders of labelled pictures. A run folder holds {@code last} and {@code best}
 * (checkpoints), {@code config.json}, {@code steps.csv}, {@code metrics.csv}, {@code data.txt} (what was left out),
 * {@code curves.png}, {@code pairs.png} (held-out pairs with their scores), {@code train.log} and event files for
 * TensorBoard.
 */
public final class TrainingLoop {
    private static final String LAST = "last";
    private static final String BEST = "best";
    private static final String CONFIG = "config.json";
    /** Pairs of a kind in {@code pairs.png}. */
    private static final int SAMPLE_PAIRS = 8;

    private static final double COLLAPSED_SPREAD = 1e-6;

    private final TrainingConfig config;
    private final TrainingListener listener;
    private final Path last;
    private final Path best;

    private TrainingLoop(TrainingConfig config, TrainingListener listener) {
        this.config = config;
        this.listener = listener;
        this.last = config.run().folder().resolve(LAST);
        this.best = config.run().folder().resolve(BEST);
    }

    /**
     * Trains from the start.
     *
     * @param config what to do
     * @param listener is told how it goes
     * @return what was reached
     * @throws TrainingException with a code for unusable data, a diverging loss, or files that cannot be written
     */
    public static TrainingResult train(TrainingConfig config, TrainingListener listener) {
        Path earlier = AtomicFiles.existing(config.run().folder().resolve(LAST));
        if (Files.exists(earlier)) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    config.run().folder() + " holds a run already; resume it or choose another folder");
        }
        RunFolder.create(config.run().folder());
        TrainingListener logged = RunFolder.logged(config.run().folder(), 0, listener);
        TrainingData data = TrainingData.read(config, logged);
        TrainingConfig settled = RunStart.settle(config, data);
        Map<String, FloatTensor> weights = RunStart.weights(settled, data, logged);
        settled = RunStart.precision(settled, data, weights, logged);
        RunFolder.write(config.run().folder().resolve(CONFIG), settled.toJson());
        RunStart.advise(settled, logged);
        long done = settled.learning().startEpoch() * data.stepsPerEpoch(settled);
        return new TrainingLoop(settled, logged)
                .run(
                        data,
                        new Checkpoint(
                                settled,
                                done,
                                weights,
                                Map.of(),
                                Map.of(),
                                null,
                                null,
                                EarlyStopping.Progress.start()));
    }

    /**
     * Goes on with a run from its last checkpoint. On the CPU the weights are the same, bit for bit, as if the run had
     * not been stopped.
     *
     * @param run the folder of the run; it may have been moved
     * @param listener is told how it goes
     * @return what was reached
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} when there is no whole checkpoint, and as for
     *     {@link #train}
     */
    public static TrainingResult resume(Path run, TrainingListener listener) {
        Path stored = run.resolve(CONFIG);
        if (!Files.exists(AtomicFiles.existing(run.resolve(LAST))) && Files.exists(stored)) {
            // Stopped before the first checkpoint: the start is all there is to go on from.
            return train(ConfigJson.read(stored).toBuilder().run(run).build(), listener);
        }
        Checkpoint checkpoint = Checkpoint.load(run.resolve(LAST));
        TrainingConfig config = checkpoint.config().toBuilder().run(run).build();
        TrainingListener logged = RunFolder.logged(run, checkpoint.step(), listener);
        logged.onMessage("resumed after step " + checkpoint.step());
        return new TrainingLoop(config, logged).run(TrainingData.read(config, logged), checkpoint);
    }

    private TrainingResult run(TrainingData data, Checkpoint from) {
        Validator validator = data.split().validation().isEmpty()
                ? null
                : new Validator(
                        data,
                        config.network().scorer(),
                        config.evaluation(),
                        config.run().seed());
        if (validator != null && from.step() == 0) {
            validator
                    .untrained()
                    .ifPresent(figures -> listener.onMessage("features alone, by their cosine: " + figures.line()));
        }
        RunLog log = new RunLog(config.run().folder(), from.step());
        try (TrainingState state = TrainingState.of(from);
                StepSource source = data.inputs(config, state.trained(), from.step())) {
            return loop(from, state, source, validator, log);
        }
    }

    private TrainingResult loop(
            Checkpoint from, TrainingState state, StepSource source, @Nullable Validator validator, RunLog log) {
        long steps = config.learning().schedule().steps();
        ValidationMetrics metrics = from.metrics();
        ValidationMetrics bestMetrics = from.best();
        EarlyStopping.Progress stopping = from.stopping();
        EarlyStopping rule = config.learning().earlyStopping();
        long reached = from.step();
        for (long step = from.step(); step < steps && !isOver(rule, stopping); step++) {
            long start = System.nanoTime();
            StepInput batch = source.take();
            double rate = config.learning().schedule().at(step);
            Outcome outcome = state.step(batch, rate);
            long done = step + 1;
            reached = done;
            double perSecond = batch.count() * 1e9 / (System.nanoTime() - start);
            StepReport report = new StepReport(
                    done, steps, outcome.loss(), outcome.accuracy(), rate, outcome.gradientNorm(), perSecond);
            log.step(report);
            listener.onStep(report);
            boolean evaluate = done % config.evaluation().every() == 0 || done == steps;
            boolean isBest = false;
            if (evaluate && validator != null) {
                metrics = validator.measure(state.weights());
                requireSpread(metrics, done);
                isBest = bestMetrics == null || metrics.isBetterThan(bestMetrics);
                bestMetrics = isBest ? metrics : bestMetrics;
                log.evaluation(done, metrics);
                listener.onEvaluation(done, metrics, isBest);
                stopping = rule == null ? stopping : rule.next(stopping, metrics);
            }
            if (evaluate || done % config.run().checkpointEvery() == 0) {
                Checkpoint checkpoint = state.checkpoint(metrics, bestMetrics, stopping);
                // Best first: after a kill in between, the resumed run makes this step again and finds it equal.
                if (isBest) {
                    checkpoint.save(best);
                }
                checkpoint.save(last);
                drawCurves(log);
            }
            if (config.run().keepEvery() > 0 && done % config.run().keepEvery() == 0) {
                KeptCheckpoints.keep(
                        config.run().folder(),
                        state.checkpoint(metrics, bestMetrics, stopping),
                        log.meanLoss(done - config.run().keepEvery(), done));
            }
            if (evaluate && validator != null && metrics != null) {
                drawPairs(validator, metrics, done);
            }
        }
        if (reached < steps) {
            listener.onMessage(
                    "stopped after step " + reached + ": no improvement for " + stopping.stale() + " measurements");
        }
        boolean validated = bestMetrics != null;
        return new TrainingResult(validated ? best : last, last, reached, Optional.ofNullable(bestMetrics));
    }

    private static boolean isOver(@Nullable EarlyStopping rule, EarlyStopping.Progress stopping) {
        return rule != null && rule.isOver(stopping);
    }

    private void drawCurves(RunLog log) {
        try {
            CurveChart.draw(config.run().folder().resolve("curves.png"), log);
        } catch (IOException e) {
            // The figures are in the CSV files; a picture is not worth stopping for.
            listener.onMessage("curves.png cannot be drawn: " + e.getMessage());
        }
    }

    private void drawPairs(Validator validator, ValidationMetrics metrics, long step) {
        try {
            Path file = config.run().folder().resolve("pairs.png");
            String title = String.format(Locale.ROOT, "step %d, the same from %.3f on", step, metrics.threshold());
            List<SamplePairs.Pair> pairs = validator.samplePairs(SAMPLE_PAIRS);
            if (!pairs.isEmpty()) {
                SamplePairs.draw(file, title, pairs, metrics.threshold());
            }
        } catch (IOException e) {
            listener.onMessage("pairs.png cannot be drawn: " + e.getMessage());
        }
    }

    private static void requireSpread(ValidationMetrics metrics, long step) {
        if (!(metrics.scoreSpread() > COLLAPSED_SPREAD)) {
            throw new TrainingException(
                    Code.LOSS_COLLAPSED,
                    "all scores are equal at step " + step
                            + "; the last checkpoint before it is kept; lower the learning rate or lengthen the "
                            + "warm-up");
        }
    }
}
