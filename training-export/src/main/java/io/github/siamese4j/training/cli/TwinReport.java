package io.github.siamese4j.training.cli;

import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.training.OnnxTwinImport.Imported;
import io.github.siamese4j.training.OnnxTwinImport.Settings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of an import of a twin. */
record TwinReport(Path file, Path directory, String name) {

    static final String TWIN_OUTPUT = "The meaning of the output of a twin: ${COMPLETION-CANDIDATES}. A logit is a"
            + " similarity before the sigmoid; difference is 1 for different images. By default a last Sigmoid is taken"
            + " as a score, and a last Sqrt or norm as a distance.";

    Settings settings(OnnxOptions onnx, @Nullable Path data) {
        return new Settings(name, onnx, Optional.ofNullable(data));
    }

    void print(JsonCommand command, Imported imported) {
        JsonResult json = JsonResult.object()
                .put("directory", directory)
                .put("model", name)
                .put("width", imported.width())
                .put("height", imported.height())
                .put("dimension", imported.dimension())
                .put("output", imported.output().name().toLowerCase(Locale.ROOT))
                .put("split", imported.cut().isPresent())
                .put("scorer", scorer(imported))
                .put("scoreDifference", imported.scoreDifference())
                .put("orderDifference", imported.orderDifference());
        command.print(json, text(imported));
    }

    private static String scorer(Imported imported) {
        return imported.metric()
                .map(metric -> metric.name().toLowerCase(Locale.ROOT))
                .orElse("onnx");
    }

    private String text(Imported imported) {
        String order = imported.orderDifference() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; the order of a pair changes a score of the twin by up to %.1e, the model averages both",
                        imported.orderDifference());
        String how = imported.cut()
                .map(cut -> "split at '" + cut + "' into embeddings of " + imported.dimension() + " values and "
                        + (imported.metric().isPresent() ? "the metric " + scorer(imported) : "a scorer"))
                .orElse("a twin, run whole for each pair; 'siamese4j split' can be faster");
        return String.format(
                        Locale.ROOT,
                        "%s: %d×%d pixels, %s, output %s; scores within %.1e of the file%s",
                        file.getFileName(),
                        imported.width(),
                        imported.height(),
                        how,
                        imported.output().name().toLowerCase(Locale.ROOT),
                        imported.scoreDifference(),
                        order)
                + System.lineSeparator()
                + "The threshold 0.5 is not measured; choose one with 'siamese4j calibrate'.";
    }
}
