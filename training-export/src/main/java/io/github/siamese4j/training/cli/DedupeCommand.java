package io.github.siamese4j.training.cli;

import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code siamese4j dedupe DIR}. */
@Command(
        name = "dedupe",
        description = {
            "Finds duplicate images in a folder and groups them.",
            "Writes groups.json, groups.csv and contact-sheet.html into OUT. It also writes embeddings.gallery, so that"
                    + " the same command continues after a stop and is quick when few images changed. No image is"
                    + " deleted or moved."
        },
        footer = {"", "With --json: an object with pictures, skipped, groups and copies (numbers) and sheet (string)."},
        sortOptions = false)
final class DedupeCommand extends FolderCommand {

    /**
     * The cosine score of an image and its copy saved as JPEG of medium quality. The score of a model does not separate
     * copies from other images of the same thing: a learned head may score two similar images above an image and
     * itself.
     */
    private static final double COPIES = 0.9995;

    @Option(names = "--out", paramLabel = "OUT", required = true, description = "The folder to write the results into.")
    private Path out;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Group images of the same thing: those that the model scores at least T, in 0..1, directly"
                    + " or through others (default: group copies of an image, found by the cosine of the embeddings).")
    private @Nullable Double threshold;

    @Override
    void execute() throws IOException {
        OptionalDouble given = threshold(threshold);
        Files.createDirectories(out);
        try (SiameseComparator loaded = loadModel();
                SiameseComparator comparator = given.isPresent() ? loaded : byCosine(loaded)) {
            Result result = encode(comparator, out.resolve("embeddings.gallery"));
            Gallery gallery = result.gallery();
            double least = given.orElse(COPIES);
            List<List<Entry>> groups = gallery.groups(least);
            String measure = given.isPresent() ? "model" : "cosine";
            new DuplicateReport(loaded.model(), measure, gallery, least).write(out, groups, this::message);
            int copies = groups.stream().mapToInt(List::size).sum() - groups.size();
            Path sheet = out.resolve(DuplicateReport.SHEET);
            print(
                    JsonResult.object()
                            .put("pictures", gallery.size())
                            .put("skipped", result.skipped())
                            .put("groups", groups.size())
                            .put("copies", copies)
                            .put("sheet", sheet),
                    gallery.size() + " pictures, " + result.skipped() + " skipped; " + groups.size() + " groups with "
                            + copies + " that could go: " + sheet);
        }
    }

    private static SiameseComparator byCosine(SiameseComparator model) {
        return SiameseComparator.builder()
                .encoder(model.encoder())
                .scorer(Metric.COSINE)
                .build();
    }
}
