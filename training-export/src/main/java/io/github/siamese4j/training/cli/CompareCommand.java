package io.github.siamese4j.training.cli;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.internal.draw.ExplainPicture;
import io.github.siamese4j.training.internal.draw.PairPicture;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j compare A B}. */
@Command(
        name = "compare",
        description = "Prints how similar two images are: a score in 0..1, higher = more similar.",
        footer = {
            "",
            "With --json: an object with similarity (number), threshold (number), same (boolean), probability"
                    + " (number, absent if the model is not calibrated), device and model (strings)."
        },
        sortOptions = false)
final class CompareCommand extends ModelCommand {

    @Parameters(index = "0", paramLabel = "A", description = "An image.")
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Another image.")
    private Path b;

    @Option(
            names = "--picture",
            paramLabel = "OUT.png",
            description = "Draw both images side by side with their score.")
    private @Nullable Path picture;

    @Option(
            names = "--explain",
            paramLabel = "OUT.png",
            description = "Draw both images as the model sees them, red where they are alike and blue where they are"
                    + " unlike. This takes some ten seconds on a CPU.")
    private @Nullable Path explanation;

    @Override
    void execute() {
        try (SiameseComparator comparator = loadModel()) {
            Comparison comparison = comparator.compare(a, b);
            if (picture != null) {
                PairPicture.write(
                        picture,
                        Image.of(a),
                        Image.of(b),
                        String.format(Locale.ROOT, "Similarity: %.3f", comparison.score()));
            }
            if (explanation != null) {
                ExplainPicture.write(explanation, comparator.explain(Image.of(a), Image.of(b)));
            }
            JsonResult json = JsonResult.object()
                    .put("similarity", comparison.score())
                    .put("threshold", comparison.threshold())
                    .put("same", comparison.same())
                    .put("probability", comparison.probability())
                    .put("device", comparator.device())
                    .put("model", comparator.model());
            print(json, text(comparison, comparator.model()));
        }
    }

    private static String text(Comparison comparison, String model) {
        return String.format(
                Locale.ROOT,
                "similarity %.4f  %s%s (threshold %.4f, model %s)",
                comparison.score(),
                comparison.same() ? "same" : "different",
                probability(comparison.probability()),
                comparison.threshold(),
                model);
    }

    /** Returns the probability as the continuation of a line, or nothing if there is none. */
    static String probability(OptionalDouble probability) {
        return probability.isPresent()
                ? String.format(Locale.ROOT, ", probability %.3f", probability.getAsDouble())
                : "";
    }
}
