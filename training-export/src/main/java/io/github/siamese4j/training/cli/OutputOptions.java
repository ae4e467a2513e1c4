package io.github.siamese4j.training.cli;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The form of a command's result, and the streams of the command. */
final class OutputOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    OutputOptions() {}

    boolean json() {
        return json;
    }

    /** Prints the result on standard output, as JSON if that was asked for. */
    void print(Object asJson, String asText) {
        print(json ? JsonResult.text(asJson) : asText);
    }

    /** Prints a line on standard output. */
    void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** Prints a line on standard error. */
    void message(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    /** Returns a display of progress on standard error, to be closed before the result is printed. */
    ProgressDisplay progress(String task) {
        return ProgressDisplay.onStandardError(task, spec.commandLine().getErr());
    }

    /** Returns whether the option was given on the command line, as opposed to having its default. */
    boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Returns the failure that reports wrong use of the command line. */
    ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Refuses a value that is too small. */
    void requireAtLeast(int least, String option, int value) {
        if (value < least) {
            throw usage(option + " must be at least " + least + ": " + value);
        }
    }

    /** Returns the threshold that was given, or empty if none was. */
    OptionalDouble threshold(@Nullable Double given) {
        if (given == null) {
            return OptionalDouble.empty();
        }
        if (!(given >= 0 && given <= 1)) {
            throw usage("--threshold must be in 0..1: " + given);
        }
        return OptionalDouble.of(given);
    }
}
