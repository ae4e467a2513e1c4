package io.github.siamese4j.training.cli;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.WeightStorage;
import io.github.siamese4j.training.golden.FormulaTwin;
import io.github.siamese4j.training.golden.PlainTwin;
import io.github.siamese4j.training.internal.export.ImageGraph;
import io.github.siamese4j.training.internal.export.ModelDescription;
import io.github.siamese4j.training.internal.export.TwinExport;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The result of a command line.
 *
 * @param code the exit code
 * @param out standard output
 * @param errors standard error
 */
record ConsoleRun(int code, String out, String errors) {

    static ConsoleRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = Siamese4j.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors))
                .execute(args);
        return new ConsoleRun(code, out.toString(), errors.toString());
    }

    /** Runs with these bytes on standard input. */
    static <T> T withInput(byte[] input, Supplier<T> run) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input));
        try {
            return run.get();
        } finally {
            System.setIn(before);
        }
    }

    /** Writes a small untrained model. */
    static void writeModel(Path directory) {
        writeModel(directory, WeightStorage.FLOAT32);
    }

    /** Writes the same model with its weights stored in the given way, which gives it another identity. */
    static void writeModel(Path directory, WeightStorage storage) {
        ImageGraph light = FormulaTwin.light();
        TwinExport.check(light, new PlainTwin(light), storage, FormulaTwin.pictures(light.height(), light.width()))
                .writeTo(
                        directory,
                        new ModelDescription(
                                "light",
                                Preprocessing.letterbox(light.width(), light.height()),
                                0.625,
                                Map.of(),
                                "# light"));
    }
}
