package io.github.siamese4j.training.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Gallery.LabelRule;
import io.github.siamese4j.gallery.LabelScore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j one-shot PICTURE…}. */
@Command(
        name = "one-shot",
        description = {
            "Print how well each label of a gallery fits a picture, best first: one-shot classification with one "
                    + "picture for each"
                    + " label, few-shot with several.",
        },
        footer = {
            "",
            "With --json: for each picture a line with an object of picture (string) and labels (array of objects "
                    + "with label and"
                    + " score)."
        },
        sortOptions = false)
final class OneShotCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "Pictures to classify.")
    private List<Path> queries;

    @Mixin
    private GalleryOptions gallery;

    @Option(
            names = "--rule",
            defaultValue = "NEAREST",
            description =
                    "How several pictures of a label count: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private LabelRule rule;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    OneShotCommand() {}

    @Override
    public Integer call() {
        try (SiameseComparator comparator = gallery.load()) {
            Gallery shots = gallery.open(comparator);
            for (Path query : queries) {
                List<LabelScore> labels = shots.classify(comparator.encoder().encode(Image.of(query)), rule);
                gallery.print(json ? json(query, labels) : text(query, labels));
            }
            return 0;
        }
    }

    private static String text(Path query, List<LabelScore> labels) {
        StringBuilder lines = new StringBuilder(query.toString());
        for (LabelScore label : labels) {
            lines.append(
                    String.format(Locale.ROOT, "%s  %.4f  %s", System.lineSeparator(), label.score(), label.label()));
        }
        return lines.toString();
    }

    private static String json(Path query, List<LabelScore> labels) {
        JsonArray array = new JsonArray();
        for (LabelScore label : labels) {
            JsonObject each = new JsonObject();
            each.addProperty("label", label.label());
            each.addProperty("score", label.score());
            array.add(each);
        }
        JsonObject object = new JsonObject();
        object.addProperty("picture", query.toString());
        object.add("labels", array);
        return object.toString();
    }
}
