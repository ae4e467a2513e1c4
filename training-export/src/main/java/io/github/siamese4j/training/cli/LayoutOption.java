package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.FolderLayout;
import picocli.CommandLine.Option;

/** The layout of a folder of labelled images. */
final class LayoutOption {

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            defaultValue = "AUTO",
            description = "Depth of the class folders: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private FolderLayout layout;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    LayoutOption() {}

    FolderLayout layout() {
        return layout;
    }
}
