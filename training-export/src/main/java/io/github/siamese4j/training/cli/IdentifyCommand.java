package io.github.siamese4j.training.cli;

import com.google.gson.JsonObject;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Identity;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j identify PICTURE…}. */
@Command(
        name = "identify",
        description =
                "Print the label of the most similar picture of a gallery, or 'unknown' if none is similar enough.",
        footer = {
            "",
            "With --json: for each picture a line with an object of picture (string), label (string, absent if "
                    + "unknown), and of the"
                    + " most similar one nearest (its id) and score (number), both absent if the gallery is empty."
        },
        sortOptions = false)
final class IdentifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "Pictures to identify.")
    private List<Path> queries;

    @Mixin
    private GalleryOptions gallery;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Least score that counts, in 0..1 (default: the model's threshold).")
    private @Nullable Double threshold;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    IdentifyCommand() {}

    @Override
    public Integer call() {
        OptionalDouble given = GalleryOptions.threshold(threshold, spec);
        try (SiameseComparator comparator = gallery.load()) {
            Gallery known = gallery.open(comparator);
            double least = given.orElse(comparator.threshold());
            for (Path query : queries) {
                Identity identity = known.identify(comparator.encoder().encode(Image.of(query)), least);
                gallery.print(json ? json(query, identity) : text(query, identity));
            }
            return 0;
        }
    }

    private static String text(Path query, Identity identity) {
        String nearest = identity.nearest()
                .map(match -> String.format(
                        Locale.ROOT,
                        "  (%.4f to %s)",
                        match.score(),
                        match.entry().id()))
                .orElse("");
        return query + ": " + identity.label().orElse("unknown") + nearest;
    }

    private static String json(Path query, Identity identity) {
        JsonObject object = new JsonObject();
        object.addProperty("picture", query.toString());
        identity.label().ifPresent(label -> object.addProperty("label", label));
        identity.nearest().ifPresent(match -> {
            object.addProperty("nearest", match.entry().id());
            object.addProperty("score", match.score());
        });
        return object.toString();
    }
}
