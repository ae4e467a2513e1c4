package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.ModelExport;
import io.github.siamese4j.training.WeightStorage;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that writes a model directory and reports the accuracy of the written model. */
abstract class WritingCommand extends JsonCommand {

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The model directory to write.")
    Path out;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the model (default: the name of its directory).")
    private @Nullable String name;

    @Option(
            names = "--storage",
            paramLabel = "STORAGE",
            defaultValue = "FLOAT32",
            description = "The type in which weights are stored: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})."
                    + " All are converted to float32 at load. INT8 takes a quarter of the space; its effect on scores"
                    + " is measured and written into the model card.")
    WeightStorage storage;

    @Mixin
    ForceOption force;

    String name() {
        return name != null
                ? name
                : String.valueOf(out.toAbsolutePath().normalize().getFileName());
    }

    /** Returns the report with the directory and the name of the model. */
    JsonResult json(ModelExport.Report report) {
        return JsonResult.object()
                .put("directory", out)
                .put("model", name())
                .put("embeddingRelative", report.embeddingRelative())
                .put("scoreDifference", report.scoreDifference())
                .put("storageScoreMax", report.storageScoreMax())
                .put("storageScoreMean", report.storageScoreMean());
    }

    String text(ModelExport.Report report, String origin) {
        return String.format(
                Locale.ROOT,
                "%s: embeddings within %.1e of the largest value of the %s network, scores within %.1e; storage"
                        + " changes a score by %.1e at most, %.1e on average",
                out,
                report.embeddingRelative(),
                origin,
                report.scoreDifference(),
                report.storageScoreMax(),
                report.storageScoreMean());
    }
}
