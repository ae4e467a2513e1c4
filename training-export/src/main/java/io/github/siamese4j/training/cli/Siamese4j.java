package io.github.siamese4j.training.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code siamese4j}: trains, exports, measures and runs siamese networks. */
@Command(
        name = "siamese4j",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Siamese4j.Version.class,
        description = "Compares images with siamese networks, and trains, exports and measures such networks.",
        subcommands = {
            CompareCommand.class,
            PredictCommand.class,
            TrainCommand.class,
            ExportCommand.class,
            EvaluateCommand.class,
            CalibrateCommand.class,
            FeaturesCommand.class,
            EncodeCommand.class,
            SearchCommand.class,
            IdentifyCommand.class,
            OneShotCommand.class,
            DedupeCommand.class,
            ImportKerasCommand.class,
            ImportOnnxCommand.class,
            SplitCommand.class,
            HelpCommand.class
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Success.",
            "1:Failure of another kind, such as standard output that cannot be written.",
            "2:Wrong use of the command line.",
            "3:An image or a feature vector cannot be used.",
            "4:A model cannot be used.",
            "5:The device, a native library or the runtime failed.",
            "6:Labelled data, training, export or import was refused, or a file cannot be written.",
            "7:A gallery cannot be used."
        })
public final class Siamese4j implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            order = 100,
            description = "Print the stack trace of a failure.")
    private boolean debug;

    Siamese4j() {}

    /**
     * Runs a command and exits with its code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        int code = commandLine().execute(args);
        System.exit(System.out.checkError() ? Failures.lostOutput(code) : code);
    }

    /** Creates the command line with all commands. */
    static CommandLine commandLine() {
        Siamese4j top = new Siamese4j();
        CommandLine commandLine = new CommandLine(top)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> Failures.usage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> Failures.report(e, command, top.debug))
                .setExecutionStrategy(parsed -> {
                    try {
                        return new RunLast().execute(parsed);
                    } catch (OutOfMemoryError e) {
                        return Failures.report(e, parsed.commandSpec().commandLine(), top.debug);
                    }
                });
        FormerNames.accept(commandLine);
        return commandLine;
    }

    /** Fails, because a command is needed. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /** Reads the version and the commit that the build wrote beside this class. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            try (InputStream in = Siamese4j.class.getResourceAsStream("build.properties")) {
                if (in != null) {
                    build.load(in);
                }
            }
            return new String[] {
                "siamese4j " + build.getProperty("version", "unknown") + " (commit "
                        + build.getProperty("commit", "unknown") + ")"
            };
        }
    }
}
