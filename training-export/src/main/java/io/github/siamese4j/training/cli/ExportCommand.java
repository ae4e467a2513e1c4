package io.github.siamese4j.training.cli;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.training.export.ExportReport;
import io.github.siamese4j.training.export.ModelDescription;
import io.github.siamese4j.training.export.TrainedTwin;
import io.github.siamese4j.training.export.TwinExport;
import io.github.siamese4j.training.export.TwinStorage;
import io.github.siamese4j.training.export.WeightStorage;
import io.github.siamese4j.training.network.TwinDescription;
import io.github.siamese4j.training.train.TrainedModel;
import io.github.siamese4j.training.train.ValidationMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j export CHECKPOINT}. */
@Command(
        name = "export",
        description = {
            "Write a trained network as a model directory: encoder.onnx, scorer.onnx, MODEL_CARD.md.",
            "The graphs are run in ONNX Runtime against the trained network first; if they differ nothing is written."
        },
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {

    private static final double UNDECIDED = 0.5;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CHECKPOINT", description = "Directory of a checkpoint, such as <run>/best.")
    private Path checkpoint;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The model directory to write.")
    private Path out;

    @Option(names = "--name", description = "What the model is called (default: the name of its directory).")
    private @Nullable String name;

    @Option(
            names = "--storage",
            defaultValue = "FLOAT32",
            description = "How weights are kept, folded to float32 at load: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}). INT8 is a quarter of the size; what it costs is measured and written down.")
    private WeightStorage storage;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data of the run, if it has moved; needed unless weights are kept as FLOAT32.")
    private @Nullable Path data;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "100",
            description = "Held-out pictures on which the cost of storage is measured (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(names = "--card", paramLabel = "FILE", description = "Text to put first in MODEL_CARD.md.")
    private @Nullable Path card;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    ExportCommand() {}

    @Override
    public Integer call() throws IOException {
        TrainedModel model = TrainedModel.load(checkpoint);
        TwinStorage twinStorage = new TwinStorage(storage, storage);
        byte[][] sample = twinStorage.equals(TwinStorage.EXACT)
                ? new byte[0][]
                : model.heldOutPictures(data != null ? data : model.config().data(), pictures)
                        .toArray(byte[][]::new);
        String modelName = name != null ? name : String.valueOf(out.getFileName());
        try (TrainedTwin trained = new TrainedTwin(model.weights())) {
            TwinExport export = TwinExport.check(trained.graph(), trained, twinStorage, sample);
            Map<String, String> training = training(model);
            export.writeTo(
                    out,
                    new ModelDescription(
                            modelName,
                            preprocessing(model.config().network()),
                            model.metrics().map(ValidationMetrics::threshold).orElse(UNDECIDED),
                            training,
                            card(modelName, training, export.report())));
            print(export.report());
        }
        return 0;
    }

    private static Preprocessing preprocessing(TwinDescription network) {
        Preprocessing letterbox = Preprocessing.letterbox(network.width(), network.height());
        return new Preprocessing(
                network.width(),
                network.height(),
                Preprocessing.Fit.valueOf(network.fit().name()),
                Interpolation.BICUBIC,
                letterbox.padding());
    }

    private static Map<String, String> training(TrainedModel model) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("steps", Long.toString(model.step()));
        facts.put("seed", Long.toString(model.config().seed()));
        facts.put("parameters", Long.toString(model.config().network().parameterCount()));
        model.metrics().ifPresent(metrics -> {
            facts.put("heldout.pair_accuracy", decimal(metrics.accuracy()));
            facts.put("heldout.auc", decimal(metrics.areaUnderCurve()));
            facts.put("heldout.one_shot", decimal(metrics.oneShotAccuracy()));
        });
        return facts;
    }

    private String card(String modelName, Map<String, String> training, ExportReport report) throws IOException {
        StringBuilder text = new StringBuilder();
        if (card != null) {
            text.append(Files.readString(card).stripTrailing()).append("\n\n");
        } else {
            text.append("# ").append(modelName).append("\n\n");
        }
        text.append("## Written by `siamese4j export`\n\n| what | value |\n| --- | --- |\n");
        training.forEach((key, value) -> row(text, key, value));
        row(text, "weights kept as", storage.name().toLowerCase(Locale.ROOT));
        row(
                text,
                "largest difference of an embedding value, training engine to ONNX Runtime",
                report.embeddingDifference());
        row(text, "the same, of the largest value", report.embeddingRelative());
        row(text, "largest difference of a score, training engine to ONNX Runtime", report.scoreDifference());
        row(text, "largest difference of a score by storage", report.storageScoreMax());
        row(text, "mean difference of a score by storage", report.storageScoreMean());
        return text.toString();
    }

    private void print(ExportReport report) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(String.format(
                Locale.ROOT,
                "%s: embeddings within %.1e of the trained network, scores within %.1e; storage moves a score by %.1e at most, %.1e on average",
                out,
                report.embeddingRelative(),
                report.scoreDifference(),
                report.storageScoreMax(),
                report.storageScoreMean()));
        console.flush();
    }

    private static void row(StringBuilder text, String key, Object value) {
        text.append("| ").append(key).append(" | ").append(value).append(" |\n");
    }

    private static void row(StringBuilder text, String key, double value) {
        row(text, key, String.format(Locale.ROOT, "%.2e", value));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
