package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.ModelExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j export RUN}. */
@Command(
        name = "export",
        description = {
            "Writes a trained network as a model directory: encoder.onnx, scorer.onnx, MODEL_CARD.md.",
            "The graphs are first compared with the trained network in ONNX Runtime. If they differ, nothing is"
                    + " written."
        },
        footer = {
            "",
            "With --json: an object with directory and model (strings), embeddingRelative, scoreDifference,"
                    + " storageScoreMax and storageScoreMean (numbers)."
        },
        sortOptions = false)
final class ExportCommand extends WritingCommand {

    @Parameters(
            paramLabel = "RUN",
            description =
                    "A run folder, which stands for its best checkpoint, or the directory of a checkpoint, such as"
                            + " RUN/last.")
    private Path checkpoint;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data of the run, if it was moved. It is read unless weights are stored as FLOAT32.")
    private @Nullable Path data;

    @Option(
            names = "--encoder",
            paramLabel = "MODEL",
            description = "The frozen encoder of the run, if it was moved: a shipped model or a model directory.")
    private @Nullable String encoder;

    @Option(
            names = "--sample-size",
            paramLabel = "N",
            defaultValue = "100",
            description = "The number of images on which the effect of storage is measured (default:"
                    + " ${DEFAULT-VALUE}). They are held-out ones if the run held any out.")
    private int sampleSize;

    @Option(names = "--card", paramLabel = "FILE", description = "A text to put first in MODEL_CARD.md.")
    private @Nullable Path card;

    @Override
    void execute() throws IOException {
        force.check(this, out);
        String introduction = card != null ? Files.readString(card) : "# " + name();
        ModelExport.Report report = ModelExport.write(
                checkpoint,
                out,
                new ModelExport.Settings(
                        name(),
                        storage,
                        Optional.ofNullable(data),
                        sampleSize,
                        introduction,
                        Optional.ofNullable(encoder).map(given -> shippedModel("--encoder", given))));
        print(json(report), text(report, "trained"));
    }
}
