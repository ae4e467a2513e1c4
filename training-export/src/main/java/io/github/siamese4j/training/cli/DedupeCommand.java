package io.github.siamese4j.training.cli;

import io.github.siamese4j.Gallery;
import io.github.siamese4j.Gallery.Entry;
import io.github.siamese4j.Gallery.Storage;
import io.github.siamese4j.SiameseComparator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j dedupe DIR}. */
@Command(
        name = "dedupe",
        description = {
            "Find pictures of a folder that are there twice or more, and group them.",
            "Writes groups.json, groups.csv and contact-sheet.html into OUT, and embeddings.gallery, so that the same command goes on"
                    + " after a stop and is quick when few pictures changed. No picture is deleted or moved."
        },
        sortOptions = false)
final class DedupeCommand implements Callable<Integer> {

    private static final double SAVED_ANEW = 0.001;
    /** By how much a score may move when the same picture is encoded in another batch, with room to spare. */
    private static final double ROUNDING = 1e-5;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder of the pictures, at any depth.")
    private Path folder;

    @Option(names = "--out", paramLabel = "OUT", required = true, description = "Folder of the results.")
    private Path out;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description =
                    "Least score of a pair, in 0..1 (default: what a picture scores with itself, less a thousandth: the"
                            + " same picture, saved anew).")
    private @Nullable Double threshold;

    @Option(names = "--int8", description = "Keep embeddings four times smaller; scores move a little.")
    private boolean int8;

    @Mixin
    private ModelOptions model;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    DedupeCommand() {}

    @Override
    public Integer call() throws IOException {
        OptionalDouble given = GalleryOptions.threshold(threshold, spec);
        PrintWriter errors = spec.commandLine().getErr();
        Files.createDirectories(out);
        try (SiameseComparator comparator = model.load()) {
            FolderEncoder.Result result = new FolderEncoder(
                            comparator,
                            out.resolve("embeddings.gallery"),
                            int8 ? Storage.INT8 : Storage.FLOAT32,
                            System.err,
                            errors::println)
                    .encode(folder);
            errors.flush();
            Gallery gallery = result.gallery();
            double least = given.orElse(defaultThreshold(comparator));
            List<List<Entry>> groups = gallery.groups(least);
            new DuplicateReport(comparator, gallery, least).write(out, groups, errors::println);
            errors.flush();
            int copies = groups.stream().mapToInt(List::size).sum() - groups.size();
            PrintWriter console = spec.commandLine().getOut();
            console.println(gallery.size() + " pictures, " + result.skipped() + " skipped; " + groups.size()
                    + " groups with " + copies + " that could go: " + out.resolve(DuplicateReport.SHEET));
            console.flush();
            return 0;
        }
    }

    /**
     * The model's threshold counts only where it is stricter than "saved anew". It never excludes copies, as a threshold above the self score
     * would: an untrained model, or one calibrated for few false accepts, may have one.
     */
    private static double defaultThreshold(SiameseComparator comparator) {
        double self = comparator.selfScore().orElse(1);
        double stricter = Math.min(comparator.threshold(), self - ROUNDING);
        return Math.max(0, Math.max(self - SAVED_ANEW, stricter));
    }
}
