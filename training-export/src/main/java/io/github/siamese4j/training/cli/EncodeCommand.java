package io.github.siamese4j.training.cli;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Storage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code siamese4j encode DIR}. */
@Command(
        name = "encode",
        description = {
            "Encode all pictures below a folder into a gallery, to be searched.",
            "The label is the folders between DIR and the picture, or the file's name if there are none. A gallery "
                    + "that exists is"
                    + " brought up to date: run the same command again after a stop, or when pictures came or went."
        },
        sortOptions = false)
final class EncodeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder of the pictures, at any depth.")
    private Path folder;

    @Option(
            names = "--gallery",
            paramLabel = "FILE",
            required = true,
            description = "The gallery to write or continue.")
    private Path gallery;

    @Option(names = "--int8", description = "Keep embeddings four times smaller; scores move a little.")
    private boolean int8;

    @Mixin
    private ModelOptions model;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    EncodeCommand() {}

    @Override
    public Integer call() {
        try (SiameseComparator comparator = model.load()) {
            FolderEncoder.Result result = new FolderEncoder(
                            comparator,
                            gallery,
                            int8 ? Storage.INT8 : Storage.FLOAT32,
                            System.err,
                            spec.commandLine().getErr()::println)
                    .encode(folder);
            spec.commandLine().getErr().flush();
            spec.commandLine()
                    .getOut()
                    .println(gallery + ": " + result.gallery().size() + " pictures, " + result.added()
                            + " of them new; " + result.skipped() + " skipped");
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
