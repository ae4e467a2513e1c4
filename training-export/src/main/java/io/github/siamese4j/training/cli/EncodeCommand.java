package io.github.siamese4j.training.cli;

import io.github.siamese4j.SiameseComparator;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code siamese4j encode DIR}. */
@Command(
        name = "encode",
        description = {
            "Encodes all images below a folder into a gallery that can be searched.",
            "The label of an image is the path of its folder below DIR, or its file name if it lies in DIR itself. An"
                    + " existing gallery is brought up to date: run the same command again after a stop, or when images"
                    + " were added, changed or removed."
        },
        footer = {
            "",
            "With --json: an object with gallery and model (strings), pictures, added, skipped and passedOver (numbers:"
                    + " files that cannot be used, and files that are no images)."
        },
        sortOptions = false)
final class EncodeCommand extends FolderCommand {

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The gallery file to write or to bring up to date.")
    private Path out;

    @Override
    void execute() {
        try (SiameseComparator comparator = loadModel()) {
            Result result = encode(comparator, out);
            int size = result.gallery().size();
            print(
                    JsonResult.object()
                            .put("gallery", out)
                            .put("model", comparator.model())
                            .put("pictures", size)
                            .put("added", result.added())
                            .put("skipped", result.skipped())
                            .put("passedOver", result.passedOver()),
                    out + ": " + size + " pictures, " + result.added() + " of them new; " + result.skipped()
                            + " skipped; model " + comparator.model());
        }
    }
}
