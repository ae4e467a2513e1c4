package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.internal.evaluate.EvaluationData;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** A command that measures a model on pairs or trials drawn from labelled images. */
abstract class LabelledCommand extends ModelCommand {

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            defaultValue = "AUTO",
            completionCandidates = Layouts.class,
            description = "Depth of the class folders: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FolderLayout layout;

    @Option(
            names = "--within",
            description = "Draw the classes of a trial, or of a different pair, from one group (an alphabet). This is"
                    + " the harder task.")
    boolean within;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The seed of the draw (default: ${DEFAULT-VALUE}).")
    long seed;

    /** The layouts with classes. */
    static final class Layouts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(FolderLayout.values())
                    .filter(layout -> layout != FolderLayout.IMAGES)
                    .map(FolderLayout::name)
                    .iterator();
        }
    }

    /** Finds the images of a folder and reports the files that are left out. */
    EvaluationData scan(Path data) {
        EvaluationData found = EvaluationData.scan(data, layout);
        found.problems().forEach(this::message);
        return found;
    }
}
