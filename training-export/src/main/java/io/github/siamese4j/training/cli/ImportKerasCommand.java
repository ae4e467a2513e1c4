package io.github.siamese4j.training.cli;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.KerasImport;
import io.github.siamese4j.training.ModelExport.Report;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.WeightStorage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j import-keras FILE.h5}. */
@Command(
        name = "import-keras",
        description = {
            "Write a VGG twin trained with Keras as a model directory: encoder.onnx, scorer.onnx, MODEL_CARD.md.",
            "The file holds the weights of the whole twin: save_weights('x.h5') or save('x.h5') of Keras 2,"
                    + " save_weights('x.weights.h5') of Keras 3."
        },
        sortOptions = false)
final class ImportKerasCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The HDF5 file.")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The model directory to write.")
    private Path out;

    @Option(names = "--name", description = "What the model is called (default: the name of its directory).")
    private @Nullable String name;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description =
                    "Side of the square input (default: 105 if the weights allow it, else the smallest they allow).")
    private @Nullable Integer size;

    @Option(
            names = "--fit",
            defaultValue = "LETTERBOX",
            description =
                    "How pictures were brought to that size: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Fit fit;

    @Option(
            names = "--storage",
            defaultValue = "FLOAT32",
            description = "How weights are kept, folded to float32 at load: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}). INT8 is a quarter of the size; what it costs is measured and written down.")
    private WeightStorage storage;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description =
                    "Pictures on which the cost of storage is measured; needed unless weights are kept as FLOAT32.")
    private @Nullable Path pictures;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    ImportKerasCommand() {}

    @Override
    public Integer call() {
        KerasImport.Imported imported = KerasImport.write(
                file,
                out,
                new KerasImport.Settings(
                        name != null ? name : String.valueOf(out.getFileName()),
                        size == null ? OptionalInt.empty() : OptionalInt.of(size),
                        fit,
                        storage,
                        Optional.ofNullable(pictures)));
        TwinDescription network = imported.network();
        Report report = imported.report();
        PrintWriter console = spec.commandLine().getOut();
        console.println(String.format(
                Locale.ROOT,
                "%s: %d×%d pixels by %s, trunk %s, head %d, %,d parameters",
                file.getFileName(),
                network.width(),
                network.height(),
                network.fit(),
                network.blocks().stream().map(ImportKerasCommand::text).collect(Collectors.joining(" ")),
                network.headHidden(),
                network.parameterCount()));
        console.println(String.format(
                Locale.ROOT,
                "%s: embeddings within %.1e of the imported network's largest, scores within %.1e;"
                        + " storage moves a score by %.1e at most, %.1e on average",
                out,
                report.embeddingRelative(),
                report.scoreDifference(),
                report.storageScoreMax(),
                report.storageScoreMean()));
        console.println("The threshold 0.5 is not measured: choose your own where one kind of mistake costs more.");
        console.flush();
        return 0;
    }

    private static String text(ConvBlock block) {
        return block.channels() + "×" + block.convolutions();
    }
}
