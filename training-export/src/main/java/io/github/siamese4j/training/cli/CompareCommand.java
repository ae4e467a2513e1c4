package io.github.siamese4j.training.cli;

import com.google.gson.JsonObject;
import io.github.siamese4j.Comparison;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.internal.draw.ExplainPicture;
import io.github.siamese4j.training.internal.draw.PairPicture;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j compare A B}. */
@Command(
        name = "compare",
        description = "Print how similar two pictures are: a score in 0..1, higher = more similar.",
        footer = {
            "",
            "With --json: an object with similarity (number), threshold (number), same (boolean), device and model "
                    + "(strings)."
        })
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "A picture.")
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Another picture.")
    private Path b;

    @Mixin
    private ModelOptions model;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--picture",
            paramLabel = "OUT.png",
            description = "Draw both pictures side by side with their score.")
    private @Nullable Path picture;

    @Option(
            names = "--explain",
            paramLabel = "OUT.png",
            description = "Draw both pictures as the model sees them, red where they are alike and blue where they are "
                    + "unlike; takes some ten"
                    + " seconds on a processor.")
    private @Nullable Path explanation;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    CompareCommand() {}

    @Override
    public Integer call() {
        try (SiameseComparator comparator = model.load()) {
            Comparison comparison = comparator.compare(a, b);
            if (picture != null) {
                PairPicture.write(picture, Image.of(a), Image.of(b), comparison.score());
            }
            if (explanation != null) {
                ExplainPicture.write(explanation, comparator.explain(Image.of(a), Image.of(b)));
            }
            spec.commandLine().getOut().println(json ? json(comparator, comparison) : text(comparison));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    private static String text(Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "similarity %.4f  %s (threshold %.4f)",
                comparison.score(),
                comparison.same() ? "same" : "different",
                comparison.threshold());
    }

    private static String json(SiameseComparator comparator, Comparison comparison) {
        JsonObject object = new JsonObject();
        object.addProperty("similarity", comparison.score());
        object.addProperty("threshold", comparison.threshold());
        object.addProperty("same", comparison.same());
        object.addProperty("device", comparator.device().toString());
        object.addProperty("model", comparator.model());
        return object.toString();
    }
}
