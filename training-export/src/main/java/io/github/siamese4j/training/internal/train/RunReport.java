package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.evaluate.ScoredModel;
import io.github.siamese4j.training.internal.export.FrozenModel;
import io.github.siamese4j.training.internal.log.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Tells before the first step what will be trained, and after the last what it is worth. */
final class RunReport {

    /** The file in the run folder that names the held-out samples. */
    static final String HELD_OUT = "held-out.txt";

    private static final int NAMED = 8;
    /** A training of fewer seconds needs no advice. */
    private static final double WORTH_A_HINT = 300;

    private final TrainingConfig config;
    private final TrainingData data;
    private final TrainingListener listener;

    RunReport(TrainingConfig config, TrainingData data, TrainingListener listener) {
        this.config = config;
        this.data = data;
        this.listener = listener;
    }

    /** A method that is measured on the held-out pairs, with its figures. */
    record Figure(String name, ValidationMetrics metrics) {}

    /** Writes the names of the held-out samples. */
    void writeHeldOut() {
        String names = data.split().validation().stream()
                .flatMap(each -> each.items().stream())
                .map(data::name)
                .distinct()
                .map(name -> name + "\n")
                .collect(Collectors.joining());
        RunFolder.write(config.run().folder().resolve(HELD_OUT), names);
    }

    /** Tells what will be trained, on what, how long it will take and what would be quicker. */
    void before(Checkpoint start) {
        NetworkDescription network = config.network();
        boolean steps = data.reasonForNoSteps(config).isEmpty();
        listener.onMessage("trains " + describe(network) + ", "
                + String.format(Locale.ROOT, "%,d", network.parameterCount()) + " parameters"
                + (steps ? ", for " + config.learning().schedule().steps() + " steps at most" : ""));
        listener.onMessage("training: " + count(data.split().training()) + " of "
                + config.data().folder());
        List<LabelledClass> held = data.split().validation();
        listener.onMessage(
                held.isEmpty()
                        ? "held out: nothing, so the result is not measured"
                        : "held out: " + count(held) + " (" + names(held) + "), listed in "
                                + config.run().folder().resolve(HELD_OUT));
        if (steps) {
            secondsPerStep(start).ifPresent(this::tellTime);
        }
    }

    private void tellTime(double perStep) {
        long left = config.learning().schedule().steps();
        double seconds = perStep * left;
        boolean encoder = config.data().encoder() != null;
        String quicker = encoder
                ? "fewer --steps"
                : "--encoder MODEL, which trains on the embeddings of a finished model in minutes"
                        + (config.network() instanceof TwinDescription ? "; --network LIGHT or a smaller --size" : "");
        listener.onMessage(String.format(
                Locale.ROOT,
                "time: about %s for %,d steps of %.2f s%s",
                duration(seconds),
                left,
                perStep,
                seconds < WORTH_A_HINT ? "" : "; quicker: " + quicker));
    }

    private static String duration(double seconds) {
        long minutes = Math.round(seconds / 60);
        return seconds < 90
                ? Math.max(1, Math.round(seconds)) + " seconds"
                : minutes < 120 ? minutes + " minutes" : Math.round(minutes / 60.0) + " hours";
    }

    /** Measures a step of a copy of the network. The first step is not measured, because it prepares the engine. */
    private OptionalDouble secondsPerStep(Checkpoint start) {
        try (TrainingState state = TrainingState.of(start);
                StepSource source = data.inputs(config, state.trained(), start.step())) {
            double rate = config.learning().schedule().at(start.step());
            StepInput input = source.take();
            state.step(input, rate);
            long begin = System.nanoTime();
            state.step(input, rate);
            return OptionalDouble.of((System.nanoTime() - begin) / 1e9);
        } catch (TrainingException e) {
            // The training itself will fail likewise, with its own message.
            return OptionalDouble.empty();
        }
    }

    private String describe(NetworkDescription network) {
        String scorer = network.scorer()
                .map(metric -> metric.name().toLowerCase(Locale.ROOT))
                .orElse("a learned head");
        FrozenEncoder encoder = config.data().encoder();
        if (network instanceof FeatureTwin twin) {
            return (twin.widths().isEmpty() ? "" : "dense layers " + twin.widths() + " and ") + scorer + " over "
                    + (encoder == null ? "" : "the embeddings of " + encoder.directory() + ": ") + twin.inputs()
                    + " values";
        }
        TwinDescription twin = network.overPictures();
        return "a twin network at " + twin.width() + "×" + twin.height() + " from "
                + (config.learning().initialWeights() == null
                        ? "random weights"
                        : config.learning().initialWeights())
                + " with " + scorer;
    }

    private static String count(List<LabelledClass> classes) {
        int samples = classes.stream().mapToInt(each -> each.items().size()).sum();
        return classes.size() + " classes with " + samples + " samples";
    }

    private static String names(List<LabelledClass> classes) {
        String first = classes.stream().limit(NAMED).map(LabelledClass::name).collect(Collectors.joining(", "));
        return classes.size() > NAMED ? first + ", …" : first;
    }

    /** Tells the figures of the best model beside those of trivial methods, and the next command. */
    void after(Validator validator, ValidationMetrics best, boolean kept) {
        List<Figure> figures = new ArrayList<>();
        if (!kept) {
            figures.add(new Figure("trained model", best));
        }
        figures.addAll(trivial(validator));
        listener.onMessage("on the held-out pairs:");
        figures.forEach(figure -> listener.onMessage(String.format(
                Locale.ROOT,
                "  %-32s AUC %.4f, one-shot %.2f %%",
                figure.name(),
                figure.metrics().areaUnderCurve(),
                100 * figure.metrics().oneShotAccuracy())));
        if (kept) {
            listener.onMessage("The training did not improve on the frozen encoder, so the frozen encoder is kept.");
        } else {
            figures.stream()
                    .skip(1)
                    .filter(figure -> figure.metrics().areaUnderCurve() >= best.areaUnderCurve())
                    .forEach(figure ->
                            listener.onMessage("The trained model is not better than: " + figure.name() + "."));
            listener.onMessage("The best model was chosen on these pairs, so its figures are optimistic."
                    + " Measure images that the training never saw with evaluate --data.");
        }
        next();
    }

    /** Tells the command that makes a model of the run. */
    void next() {
        Path run = config.run().folder();
        Path name = run.getFileName();
        listener.onMessage("next: siamese4j export " + run + " --out models/" + (name == null ? "mine" : name));
    }

    /** Measures what needs no training. */
    List<Figure> trivial(Validator validator) {
        List<Figure> figures = new ArrayList<>();
        FrozenEncoder encoder = config.data().encoder();
        if (encoder != null) {
            frozen(validator, encoder).ifPresent(metrics -> figures.add(new Figure("frozen encoder", metrics)));
        }
        validator
                .untrained(Metric.COSINE)
                .ifPresent(metrics -> figures.add(new Figure(
                        encoder == null ? "cosine of the features" : "cosine of the frozen encoder", metrics)));
        pixels(validator).ifPresent(metrics -> figures.add(new Figure("raw pixels", metrics)));
        return figures;
    }

    /** Measures the frozen encoder with its own scorer; empty if it cannot be read any more. */
    Optional<ValidationMetrics> frozen(Validator validator, FrozenEncoder encoder) {
        try (SiameseComparator comparator = SiameseComparator.load(
                FrozenModel.read(encoder.directory(), encoder.id()).source())) {
            return validator.untrained(comparator.scorer());
        } catch (ModelException | TrainingException e) {
            listener.onMessage("the frozen encoder is not measured: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<ValidationMetrics> pixels(Validator validator) {
        List<Optional<Image>> images =
                validator.samples().stream().map(data::image).toList();
        if (images.isEmpty() || images.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        ScoredModel pixels = ScoredModel.pixels();
        try (Encoder encoder = pixels.encoder()) {
            List<Embedding> grey = new ArrayList<>();
            images.forEach(image -> grey.add(encoder.encode(image.orElseThrow())));
            float[][] vectors = grey.stream().map(Embedding::toArray).toArray(float[][]::new);
            return Optional.of(validator.of(pixels.scorer(), vectors));
        } catch (ImageException e) {
            listener.onMessage("raw pixels are not measured: " + e.getMessage());
            return Optional.empty();
        }
    }
}
