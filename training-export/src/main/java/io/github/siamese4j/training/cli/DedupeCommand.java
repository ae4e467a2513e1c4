package io.github.siamese4j.training.cli;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.training.internal.export.ModelCalibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
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
        footer = {
            "",
            "With --json: an object with pictures, skipped, passedOver, groups and copies (numbers), blank (the number"
                    + " of grouped pictures of a single colour), sheet and model (strings)."
        },
        sortOptions = false)
final class DedupeCommand extends FolderCommand {

    /**
     * The cosine score of an image and its copy saved as JPEG of medium quality. The score of a model does not separate
     * copies from other images of the same thing: a learned head may score two similar images above an image and
     * itself.
     */
    static final double COPIES = 0.9995;

    private static final int BLANK_SIDE = 32;
    /** The largest difference of grey values in a blank picture. */
    private static final int BLANK_RANGE = 8;

    @Option(names = "--out", paramLabel = "OUT", required = true, description = "The folder to write the results into.")
    private Path out;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Group images of the same thing: those that the model scores at least T, in 0..1, directly"
                    + " or through others (default: group copies of an image. A model that is calibrated on copies"
                    + " decides where its score makes a copy more likely than not among so many images; otherwise the"
                    + " cosine of the embeddings).")
    private @Nullable Double threshold;

    @Override
    void execute() throws IOException {
        OptionalDouble given = threshold(threshold);
        boolean byScore = given.isPresent() || ModelCalibration.isForCopies(modelDirectory());
        Files.createDirectories(out);
        try (SiameseComparator loaded = loadModel();
                SiameseComparator comparator = byScore ? loaded : byCosine(loaded)) {
            Result result = encode(comparator, out.resolve("embeddings.gallery"));
            Gallery gallery = result.gallery();
            double least = given.orElseGet(() -> byScore ? CopyThreshold.of(loaded, gallery.size()) : COPIES);
            List<List<Entry>> groups = gallery.groups(least);
            Set<String> blank = blank(groups);
            new DuplicateReport(loaded.model(), byScore ? "model" : "cosine", gallery, least, blank)
                    .write(out, groups, this::message);
            int copies = groups.stream().mapToInt(List::size).sum() - groups.size();
            Path sheet = out.resolve(DuplicateReport.SHEET);
            print(
                    JsonResult.object()
                            .put("model", loaded.model())
                            .put("pictures", gallery.size())
                            .put("skipped", result.skipped())
                            .put("passedOver", result.passedOver())
                            .put("groups", groups.size())
                            .put("copies", copies)
                            .put("blank", blank.size())
                            .put("sheet", sheet),
                    gallery.size() + " pictures, " + result.skipped() + " skipped; " + groups.size() + " groups with "
                            + copies + " that could go; model " + loaded.model() + ": " + sheet);
        }
    }

    /** Returns the ids of grouped pictures of a single colour, which look alike whatever they are of. */
    private Set<String> blank(List<List<Entry>> groups) {
        Set<String> blank = new TreeSet<>();
        for (List<Entry> group : groups) {
            group.stream().filter(this::isBlank).map(Entry::id).forEach(blank::add);
        }
        if (!blank.isEmpty()) {
            message(blank.size() + " of the grouped pictures are blank, such as "
                    + blank.iterator().next() + "; look at them before you remove one");
        }
        return blank;
    }

    private boolean isBlank(Entry entry) {
        try {
            byte[] grey = Pixels.read(
                            Image.of(path(entry)),
                            new Preprocessing(
                                    BLANK_SIDE,
                                    BLANK_SIDE,
                                    Preprocessing.Fit.STRETCH,
                                    Preprocessing.Interpolation.AREA,
                                    0),
                            imageLimits())
                    .grey();
            IntSummaryStatistics values =
                    IntStream.range(0, grey.length).map(i -> grey[i] & 0xFF).summaryStatistics();
            return values.getMax() - values.getMin() <= BLANK_RANGE;
        } catch (ImageException e) {
            return false;
        }
    }

    private static SiameseComparator byCosine(SiameseComparator model) {
        return SiameseComparator.builder()
                .encoder(model.encoder())
                .scorer(Metric.COSINE)
                .build();
    }
}
