package io.github.siamese4j.training.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that prints its result as text or, with {@code --json}, as JSON. Options that many commands share have an
 * order, which puts them after the own options of a command in the usage help.
 */
abstract class JsonCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(names = "--json", order = 90, description = "Print the result as JSON.")
    boolean json;

    /** Runs the command. */
    abstract void execute() throws IOException;

    @Override
    public final Integer call() throws IOException {
        execute();
        return 0;
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

    /** Returns the failure that reports wrong use of the command line. */
    ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns the value of an option, or refuses the command line if there is none. */
    <T> T required(String option, @Nullable T value) {
        if (value == null) {
            throw usage("Missing required option: '" + option + "'");
        }
        return value;
    }

    /** Returns the directory of a shipped model or of a path that was given for an option. */
    Path shippedModel(String option, String nameOrPath) {
        try {
            return new ShippedModels().find(nameOrPath);
        } catch (IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    /** Refuses an output file that is one of the inputs, which it would replace. */
    void requireOther(String option, Path output, List<Path> inputs) {
        for (Path input : inputs) {
            if (isSameFile(input, output)) {
                throw usage(option + ": " + output + " is an image that is read, and would be lost; name another file");
            }
        }
    }

    private static boolean isSameFile(Path input, Path output) {
        try {
            return Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
