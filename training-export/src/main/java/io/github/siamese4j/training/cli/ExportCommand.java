package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.ModelExport;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.WeightStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
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
            description =
                    "Pictures on which the cost of storage is measured, held-out ones if the run held any out (default:"
                            + " ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(names = "--card", paramLabel = "FILE", description = "Text to put first in MODEL_CARD.md.")
    private @Nullable Path card;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    ExportCommand() {}

    @Override
    public Integer call() throws IOException {
        String modelName = name != null ? name : String.valueOf(out.getFileName());
        String introduction = card != null ? Files.readString(card) : "# " + modelName;
        Report report = ModelExport.write(
                checkpoint,
                out,
                new ModelExport.Settings(modelName, storage, Optional.ofNullable(data), pictures, introduction));
        PrintWriter console = spec.commandLine().getOut();
        console.println(String.format(
                Locale.ROOT,
                "%s: embeddings within %.1e of the trained network's largest, scores within %.1e;"
                        + " storage moves a score by %.1e at most, %.1e on average",
                out,
                report.embeddingRelative(),
                report.scoreDifference(),
                report.storageScoreMax(),
                report.storageScoreMean()));
        console.flush();
        return 0;
    }
}
