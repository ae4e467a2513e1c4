package io.github.siamese4j.training.cli;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.KerasImport;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j import-keras FILE.h5}. */
@Command(
        name = "import-keras",
        description = {
            "Writes a VGG twin trained with Keras as a model directory: encoder.onnx, scorer.onnx, MODEL_CARD.md.",
            "The file holds the weights of the whole twin: save_weights('x.h5') or save('x.h5') of Keras 2,"
                    + " save_weights('x.weights.h5') of Keras 3."
        },
        footer = {
            "",
            "With --json: an object with the fields of 'siamese4j export', and width, height and parameters (numbers)."
        },
        sortOptions = false)
final class ImportKerasCommand extends WritingCommand {

    @Parameters(paramLabel = "FILE", description = "The HDF5 file.")
    private Path file;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "The side of the square input (default: 105 if the weights allow it, otherwise the smallest"
                    + " they allow).")
    private @Nullable Integer size;

    @Option(
            names = "--fit",
            paramLabel = "FIT",
            defaultValue = "LETTERBOX",
            description = "The way images were fitted to that size: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    private Fit fit;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder of images on which the effect of storage is measured. Needed unless weights are"
                    + " stored as FLOAT32.")
    private @Nullable Path data;

    @Override
    void execute() {
        force.check(this, out);
        KerasImport.Imported imported = KerasImport.write(
                file,
                out,
                new KerasImport.Settings(
                        name(),
                        size == null ? OptionalInt.empty() : OptionalInt.of(size),
                        fit,
                        storage,
                        Optional.ofNullable(data)));
        TwinDescription network = imported.network();
        JsonResult json = json(imported.report())
                .put("width", network.width())
                .put("height", network.height())
                .put("parameters", network.parameterCount());
        print(
                json,
                String.join(
                        System.lineSeparator(),
                        text(network),
                        text(imported.report(), "imported"),
                        "The threshold 0.5 is not measured; choose one with 'siamese4j calibrate'."));
    }

    private String text(TwinDescription network) {
        return String.format(
                Locale.ROOT,
                "%s: %d×%d pixels by %s, trunk %s, head %d, %,d parameters",
                file.getFileName(),
                network.width(),
                network.height(),
                network.fit(),
                network.blocks().stream().map(ImportKerasCommand::text).collect(Collectors.joining(" ")),
                network.headHidden(),
                network.parameterCount());
    }

    private static String text(ConvBlock block) {
        return block.channels() + "×" + block.convolutions();
    }
}
