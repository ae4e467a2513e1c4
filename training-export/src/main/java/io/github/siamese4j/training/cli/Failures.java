package io.github.siamese4j.training.cli;

import io.github.siamese4j.DeviceException;
import io.github.siamese4j.EvaluationException;
import io.github.siamese4j.FeatureException;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.training.TrainingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a failure as one line on standard error and an exit code. */
final class Failures {

    static final int OTHER = 1;
    static final int USAGE = 2;
    static final int IMAGE = 3;
    static final int MODEL = 4;
    static final int DEVICE = 5;
    static final int TRAINING = 6;
    static final int GALLERY = 7;

    private Failures() {}

    /** Prints the mistake and the command that shows the help. */
    static int usage(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        List<String> unknown = command.getUnmatchedArguments().stream()
                .filter(argument -> argument.startsWith("-"))
                .toList();
        // A mistyped option is the cause, the parameter that is missing because of it the effect.
        ParameterException cause = mistake instanceof MissingParameterException && !unknown.isEmpty()
                ? new UnmatchedArgumentException(command, unknown)
                : mistake;
        PrintWriter errors = command.getErr();
        errors.println(oneLine(cause.getMessage()).replaceFirst("^Error: ", "") + suggestion(cause));
        errors.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        errors.flush();
        return USAGE;
    }

    private static String suggestion(ParameterException mistake) {
        if (mistake instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        return "";
    }

    /** Prints the failure and returns the exit code of its kind. */
    static int report(Throwable failure, CommandLine command, boolean debug) {
        int code = code(failure);
        PrintWriter errors = command.getErr();
        errors.println(code == OTHER ? describe(failure) : failure.getMessage());
        if (debug) {
            failure.printStackTrace(errors);
        }
        errors.flush();
        return code;
    }

    /**
     * Reports that standard output did not take the result and returns the exit code, which is never that of success.
     */
    static int lostOutput(int code) {
        System.err.println(
                "IO_FAILED: the result cannot be written to standard output; check for a full disk or a closed pipe");
        return code == 0 ? OTHER : code;
    }

    private static int code(Throwable failure) {
        if (failure instanceof ImageException || failure instanceof FeatureException) {
            return IMAGE;
        }
        if (failure instanceof ModelException) {
            return MODEL;
        }
        if (failure instanceof DeviceException || failure instanceof InferenceException) {
            return DEVICE;
        }
        if (failure instanceof GalleryException) {
            return GALLERY;
        }
        if (failure instanceof TrainingException || failure instanceof EvaluationException) {
            return TRAINING;
        }
        return OTHER;
    }

    private static String describe(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return "OUT_OF_MEMORY: " + oneLine(failure.getMessage())
                    + "; give Java more memory (SIAMESE4J_OPTS=-Xmx4g) or ask for less at a time";
        }
        if (failure instanceof UncheckedIOException unchecked) {
            return "IO_FAILED: " + oneLine(unchecked.getMessage()) + ": " + reason(unchecked.getCause());
        }
        if (failure instanceof IOException io) {
            return "IO_FAILED: " + reason(io);
        }
        return "UNEXPECTED: " + oneLine(failure.toString()) + "; run again with --debug and report the stack trace";
    }

    /** Returns the message of an I/O failure; that of the JDK is often a file name only. */
    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown reason";
        }
        String message = oneLine(failure.getMessage());
        if (failure instanceof NoSuchFileException) {
            return message + " does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission for " + message;
        }
        if (failure instanceof FileAlreadyExistsException && message.indexOf(' ') < 0) {
            return message + " exists and is not a directory";
        }
        if (failure instanceof NotDirectoryException) {
            return message + " is not a directory";
        }
        return message;
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
