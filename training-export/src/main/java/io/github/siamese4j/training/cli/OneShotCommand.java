package io.github.siamese4j.training.cli;

import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Gallery.LabelRule;
import io.github.siamese4j.gallery.LabelScore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j one-shot IMAGE…}. */
@Command(
        name = "one-shot",
        description = "Prints how well each label of a gallery fits an image, best first: one-shot classification with"
                + " one entry for each label, few-shot with several.",
        footer = {
            "",
            "With --json: for each image a line with an object of picture and model (strings) and labels, an array of"
                    + " objects with label (string), score (number) and probability (number). The probability is absent"
                    + " with --rule MEAN, or if the model is not calibrated."
        },
        sortOptions = false)
final class OneShotCommand extends GalleryCommand {

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "The images to classify. " + NamedImages.HINT)
    private List<Path> queries;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            defaultValue = "NEAREST",
            description = "The score of a label with several entries: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    private LabelRule rule;

    @Override
    void execute() {
        lookUp(queries);
    }

    @Override
    void lookUp(Gallery shots, Query query) {
        List<JsonResult> objects = new ArrayList<>();
        StringBuilder lines = new StringBuilder(query.name().toString());
        for (LabelScore label : shots.classify(query.embedding(), rule)) {
            // The calibration holds for the score of a pair, not for a mean.
            OptionalDouble probability =
                    rule == LabelRule.NEAREST ? probability(shots, label.score()) : OptionalDouble.empty();
            objects.add(JsonResult.object()
                    .put("label", label.label())
                    .put("score", label.score())
                    .put("probability", probability));
            lines.append(System.lineSeparator())
                    .append("  ")
                    .append(scores(label.score(), probability))
                    .append("  ")
                    .append(label.label());
        }
        JsonResult json = JsonResult.object()
                .put("picture", query.name())
                .put("labels", objects)
                .put("model", shots.comparator().model());
        print(json, lines.toString());
    }
}
