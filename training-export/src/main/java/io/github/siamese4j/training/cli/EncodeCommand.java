package io.github.siamese4j.training.cli;

import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code siamese4j encode DIR}. */
@Command(
        name = "encode",
        description = {
            "Encodes all images below a folder into a gallery that can be searched.",
            "The label of an image is the path of its folder below DIR, or its file name if it lies in DIR itself. An"
                    + " existing gallery is brought up to date: run the same command again after a stop, or when images"
                    + " were added, changed or removed."
        },
        footer = {"", "With --json: an object with gallery (string), pictures, added and skipped (numbers)."},
        sortOptions = false)
final class EncodeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder of the images, at any depth.")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The gallery file to write or to bring up to date.")
    private Path out;

    @Mixin
    private StorageOption storage;

    @Mixin
    private ModelOptions model;

    @Mixin
    private OutputOptions output;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    EncodeCommand() {}

    @Override
    public Integer call() {
        try (SiameseComparator comparator = model.load()) {
            FolderEncoder.Result result = new FolderEncoder(comparator, out, storage.storage(), output).encode(folder);
            int size = result.gallery().size();
            output.print(
                    JsonResult.object()
                            .put("gallery", out)
                            .put("pictures", size)
                            .put("added", result.added())
                            .put("skipped", result.skipped()),
                    out + ": " + size + " pictures, " + result.added() + " of them new; " + result.skipped()
                            + " skipped");
            return 0;
        }
    }
}
