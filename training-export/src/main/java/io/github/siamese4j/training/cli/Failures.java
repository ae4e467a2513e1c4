package io.github.siamese4j.training.cli;

import io.github.siamese4j.DeviceException;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.training.TrainingException;
import picocli.CommandLine;

/** What a failure becomes on the command line: one line for people, an exit code for machines. */
final class Failures {

    static final int UNEXPECTED = 1;
    static final int IMAGE = 3;
    static final int MODEL = 4;
    static final int DEVICE = 5;
    static final int TRAINING = 6;
    static final int GALLERY = 7;

    private Failures() {}

    static int report(Exception failure, CommandLine commandLine, boolean debug) {
        int code = code(failure);
        commandLine.getErr().println(code == UNEXPECTED ? failure.toString() : failure.getMessage());
        if (debug || code == UNEXPECTED) {
            failure.printStackTrace(commandLine.getErr());
        }
        return code;
    }

    private static int code(Exception failure) {
        if (failure instanceof ImageException) {
            return IMAGE;
        }
        if (failure instanceof ModelException) {
            return MODEL;
        }
        if (failure instanceof DeviceException) {
            return DEVICE;
        }
        if (failure instanceof GalleryException) {
            return GALLERY;
        }
        if (failure instanceof TrainingException || failure instanceof EvaluationException) {
            return TRAINING;
        }
        return UNEXPECTED;
    }
}
