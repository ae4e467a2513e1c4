package io.github.siamese4j.training.cli;

import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Identity;
import io.github.siamese4j.gallery.Match;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j identify IMAGE…}. */
@Command(
        name = "identify",
        description =
                "Prints the label of the most similar entry of a gallery, or 'unknown' if none is similar enough.",
        footer = {
            "",
            "With --json: for each image a line with an object of picture, model and label (strings; label is"
                    + " absent if unknown), and of the most similar entry nearest (its id), score (number) and"
                    + " probability (number, absent if the model is not calibrated). These are absent if"
                    + " the gallery is empty."
        },
        sortOptions = false)
final class IdentifyCommand extends GalleryCommand {

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "The images to identify. " + NamedImages.HINT)
    private List<Path> queries;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "The lowest score that counts, in 0..1 (default: the model's threshold).")
    private @Nullable Double threshold;

    @Override
    void execute() {
        // Refuse a wrong threshold before the model is loaded.
        threshold(threshold);
        lookUp(queries);
    }

    @Override
    void lookUp(Gallery known, Query query) {
        Identity identity = known.identify(
                query.embedding(),
                threshold(threshold).orElse(known.comparator().threshold()));
        JsonResult json = JsonResult.object()
                .put("picture", query.name())
                .put("label", identity.label())
                .put("model", known.comparator().model());
        String text = query.name() + ": " + identity.label().orElse("unknown");
        if (identity.nearest().isPresent()) {
            Match nearest = identity.nearest().get();
            OptionalDouble probability = probability(known, nearest.score());
            json.put("nearest", nearest.entry().id())
                    .put("score", nearest.score())
                    .put("probability", probability);
            text += String.format(
                    Locale.ROOT,
                    "  (%.4f to %s%s)",
                    nearest.score(),
                    nearest.entry().id(),
                    CompareCommand.probability(probability));
        }
        print(json, text);
    }
}
