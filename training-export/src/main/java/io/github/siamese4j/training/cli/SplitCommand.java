package io.github.siamese4j.training.cli;

import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.training.OnnxTwinImport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j split TWIN.onnx}. */
@Command(
        name = "split",
        description = {
            "Splits an ONNX twin of another tool into an encoder and a scorer, and writes them as a model directory.",
            "The file takes two batches of images and returns one value for each pair. Its branches share their"
                    + " weights. The model encodes each image once, and its scores are those of the twin; nothing is"
                    + " written if they differ."
        },
        footer = {
            "",
            "With --json: an object with directory, model, output and scorer (strings), width, height, dimension,"
                    + " scoreDifference and orderDifference (numbers), and split (boolean)."
        },
        sortOptions = false)
final class SplitCommand extends JsonCommand {

    @Parameters(paramLabel = "FILE", description = "The ONNX file. Files with its weights are beside it.")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The model directory to write.")
    private Path out;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the model (default: the name of its directory).")
    private @Nullable String name;

    @Mixin
    private ForceOption force;

    @Mixin
    private ForeignOptions foreign;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output that compares both images, or a value inside the graph (default: the only"
                    + " output).")
    private @Nullable String output;

    @Option(names = "--twin-output", paramLabel = "MEANING", description = TwinReport.TWIN_OUTPUT)
    private @Nullable TwinOutput twinOutput;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder of images on which the model is compared with the file (default: generated"
                    + " pictures).")
    private @Nullable Path data;

    @Override
    void execute() {
        force.check(this, out);
        String model = name != null
                ? name
                : String.valueOf(out.toAbsolutePath().normalize().getFileName());
        TwinReport report = new TwinReport(file, out, model);
        report.print(this, OnnxTwinImport.split(file, out, report.settings(options(), data)));
    }

    private OnnxOptions options() {
        try {
            return foreign.builder(output, twinOutput).build();
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }
}
