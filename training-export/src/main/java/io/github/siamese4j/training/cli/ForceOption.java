package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.internal.export.ModelCalibration;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of commands that replace a model. */
final class ForceOption {

    @Option(names = "--force", description = "Replace the model even if it is calibrated.")
    private boolean force;

    /** Refuses to replace a calibrated model, unless that was asked for. */
    void check(JsonCommand command, Path out) {
        if (!force && ModelCalibration.isPresent(out)) {
            throw command.usage(out + " is calibrated; its threshold and probabilities would be lost; use --force or"
                    + " another --out");
        }
    }
}
