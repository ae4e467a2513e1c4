package io.github.siamese4j.training.cli;

import io.github.siamese4j.Image;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Match;
import io.github.siamese4j.gallery.SearchOptions;
import io.github.siamese4j.training.internal.draw.PictureSheet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j search IMAGE}. */
@Command(
        name = "search",
        description = "Prints the entries of a gallery that are most similar to an image, best first: score,"
                + " probability of the same thing if the model is calibrated, label and id.",
        footer = {
            "",
            "With --json: an array of objects with score (number), probability (number, absent if the model is not"
                    + " calibrated), id, label and model (strings)."
        },
        sortOptions = false)
final class SearchCommand extends GalleryCommand {

    @Parameters(paramLabel = "IMAGE", description = "The image to look for. " + NamedImages.HINT)
    private Path image;

    @Option(
            names = "-k",
            paramLabel = "N",
            defaultValue = "10",
            description = "The number of entries to print (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(
            names = "--full",
            description = "Score all entries with a learned scorer, not only the nearest few hundred.")
    private boolean full;

    @Option(names = "--picture", paramLabel = "OUT.png", description = "Draw the image and the entries found.")
    private @Nullable Path picture;

    @Override
    void execute() {
        requireAtLeast(1, "-k", k);
        if (picture != null) {
            requireOther("--picture", picture, List.of(image));
        }
        lookUp(List.of(image));
    }

    @Override
    void lookUp(Gallery known, Query query) {
        SearchOptions options = full ? SearchOptions.best(k).withFullScan() : SearchOptions.best(k);
        List<Match> found = known.search(List.of(query.embedding()), options).get(0);
        if (picture != null) {
            requireOther(
                    "--picture",
                    picture,
                    found.stream()
                            .map(match -> FolderCommand.path(match.entry()))
                            .toList());
            draw(picture, query, found);
        }
        List<JsonResult> objects = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Match match : found) {
            OptionalDouble probability = probability(known, match.score());
            objects.add(JsonResult.object()
                    .put("score", match.score())
                    .put("probability", probability)
                    .put("id", match.entry().id())
                    .put("label", match.entry().label())
                    .put("model", known.comparator().model()));
            lines.add(scores(match.score(), probability) + "  " + match.entry().label() + "  "
                    + match.entry().id());
        }
        print(objects, String.join(System.lineSeparator(), lines));
    }

    private static void draw(Path target, Query query, List<Match> found) {
        List<PictureSheet.Cell> cells = new ArrayList<>();
        cells.add(new PictureSheet.Cell(query.image(), "query", NamedImages.caption(query.name())));
        for (Match match : found) {
            Path file = FolderCommand.path(match.entry());
            String label = match.entry().label();
            cells.add(new PictureSheet.Cell(
                    Image.of(file),
                    String.format(Locale.ROOT, "%.3f", match.score()),
                    label.isEmpty() ? String.valueOf(file.getFileName()) : label));
        }
        PictureSheet.write(target, cells);
    }
}
