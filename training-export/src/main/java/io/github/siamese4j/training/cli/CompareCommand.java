package io.github.siamese4j.training.cli;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.internal.draw.ExplainPicture;
import io.github.siamese4j.training.internal.draw.PairPicture;
import java.nio.file.Path;
import java.util.List;
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

    @Parameters(index = "0", paramLabel = "A", description = "An image. " + NamedImages.HINT)
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
        NamedImages images = new NamedImages(this, List.of(a, b));
        if (picture != null) {
            requireOther("--picture", picture, List.of(a, b));
        }
        if (explanation != null) {
            requireOther("--explain", explanation, List.of(a, b));
        }
        try (SiameseComparator comparator = loadModel()) {
            Image left = images.get(a);
            Image right = images.get(b);
            Comparison comparison = comparator.compare(left, right);
            if (picture != null) {
                PairPicture.write(
                        picture, left, right, String.format(Locale.ROOT, "Similarity: %.3f", comparison.score()));
            }
            if (explanation != null) {
                ExplainPicture.write(explanation, comparator.explain(left, right));
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
