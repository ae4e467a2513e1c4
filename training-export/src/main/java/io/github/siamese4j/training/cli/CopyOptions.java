package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.internal.alter.Alteration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that make altered copies of pictures. */
final class CopyOptions {

    @Option(
            names = "--pictures",
            paramLabel = "N",
            description = "Copies: the largest number of pictures, drawn at random (default: all).")
    private @Nullable Integer pictures;

    @Option(
            names = "--alterations",
            paramLabel = "NAME",
            split = ",",
            description = "Copies: the alterations, separated by commas, of ${COMPLETION-CANDIDATES} (default: all).")
    private Alteration @Nullable [] alterations;

    int pictures() {
        return pictures == null ? Integer.MAX_VALUE : pictures;
    }

    /** Returns the alterations in the given order, none twice. */
    List<Alteration> alterations() {
        return alterations == null
                ? List.of(Alteration.values())
                : List.copyOf(new LinkedHashSet<>(Arrays.asList(alterations)));
    }
}
