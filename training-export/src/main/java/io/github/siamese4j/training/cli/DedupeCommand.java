package io.github.siamese4j.training.cli;

import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Storage;
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
            "Writes groups.json, groups.csv and contact-sheet.html into OUT, and embeddings.gallery, so that the "
                    + "same command goes on"
                    + " after a stop and is quick when few pictures changed. No picture is deleted or moved."
        },
        sortOptions = false)
final class DedupeCommand implements Callable<Integer> {

    /**
     * The cosine of a picture and the same one saved as JPEG of middling quality, mapped to a score. What a model
     * scores does not tell copies from another picture of the same thing: a learned head may even give a picture and
     * itself less than two that are alike.
     */
    private static final double COPIES = 0.9995;

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
                    "Group what the model scores at least so, in 0..1, with itself or through others: pictures of "
                            + "the same"
                            + " thing. Default: the same picture, saved anew, told by the cosine of the embeddings.")
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
        try (SiameseComparator loaded = model.load();
                SiameseComparator comparator = given.isPresent() ? loaded : byCosine(loaded)) {
            FolderEncoder.Result result = new FolderEncoder(
                            comparator,
                            out.resolve("embeddings.gallery"),
                            int8 ? Storage.INT8 : Storage.FLOAT32,
                            System.err,
                            errors::println)
                    .encode(folder);
            errors.flush();
            Gallery gallery = result.gallery();
            double least = given.orElse(COPIES);
            List<List<Entry>> groups = gallery.groups(least);
            String measure = given.isPresent() ? "model" : "cosine";
            new DuplicateReport(loaded.model(), measure, gallery, least).write(out, groups, errors::println);
            errors.flush();
            int copies = groups.stream().mapToInt(List::size).sum() - groups.size();
            PrintWriter console = spec.commandLine().getOut();
            console.println(gallery.size() + " pictures, " + result.skipped() + " skipped; " + groups.size()
                    + " groups with " + copies + " that could go: " + out.resolve(DuplicateReport.SHEET));
            console.flush();
            return 0;
        }
    }

    private static SiameseComparator byCosine(SiameseComparator model) {
        return SiameseComparator.builder()
                .encoder(model.encoder())
                .scorer(Metric.COSINE)
                .build();
    }
}
