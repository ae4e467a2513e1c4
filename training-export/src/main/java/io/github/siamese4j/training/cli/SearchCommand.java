package io.github.siamese4j.training.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Match;
import io.github.siamese4j.gallery.SearchOptions;
import io.github.siamese4j.training.internal.draw.PictureSheet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j search PICTURE}. */
@Command(
        name = "search",
        description = "Print the pictures of a gallery that are most similar to a picture, best first.",
        footer = {"", "With --json: an array of objects with score (number), id and label (strings)."},
        sortOptions = false)
final class SearchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PICTURE", description = "The picture to look for.")
    private Path query;

    @Mixin
    private GalleryOptions gallery;

    @Option(names = "-k", paramLabel = "N", defaultValue = "10", description = "How many (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(names = "--full", description = "Let a learned scorer see all pictures, not only the nearest few hundred.")
    private boolean full;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--picture", paramLabel = "OUT.png", description = "Draw the picture and those found.")
    private @Nullable Path picture;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    SearchCommand() {}

    @Override
    public Integer call() {
        if (k < 1) {
            throw new ParameterException(spec.commandLine(), "-k must be at least 1: " + k);
        }
        SearchOptions options = full ? SearchOptions.best(k).withFullScan() : SearchOptions.best(k);
        try (SiameseComparator comparator = gallery.load()) {
            List<Match> found = gallery.open(comparator)
                    .search(List.of(comparator.encoder().encode(Image.of(query))), options)
                    .get(0);
            if (picture != null) {
                draw(picture, found);
            }
            gallery.print(json ? json(found) : text(found));
            return 0;
        }
    }

    private void draw(Path target, List<Match> found) {
        List<PictureSheet.Cell> cells = new ArrayList<>();
        cells.add(new PictureSheet.Cell(query, "query"));
        for (Match match : found) {
            cells.add(new PictureSheet.Cell(
                    FolderEncoder.path(match.entry()), String.format(Locale.ROOT, "%.3f", match.score())));
        }
        PictureSheet.write(target, cells);
    }

    private static String text(List<Match> found) {
        StringBuilder lines = new StringBuilder();
        for (Match match : found) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%s%.4f  %s  %s",
                    lines.isEmpty() ? "" : System.lineSeparator(),
                    match.score(),
                    match.entry().label(),
                    match.entry().id()));
        }
        return lines.toString();
    }

    private static String json(List<Match> found) {
        JsonArray array = new JsonArray();
        for (Match match : found) {
            JsonObject object = new JsonObject();
            object.addProperty("score", match.score());
            object.addProperty("id", match.entry().id());
            object.addProperty("label", match.entry().label());
            array.add(object);
        }
        return array.toString();
    }
}
