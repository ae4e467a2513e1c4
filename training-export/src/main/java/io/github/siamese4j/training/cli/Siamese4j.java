package io.github.siamese4j.training.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code siamese4j}. */
@Command(
        name = "siamese4j",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Siamese4j.Version.class,
        description = "How similar are two pictures? Trains, exports, measures and runs siamese networks.",
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
            HelpCommand.class
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:unexpected failure",
            "2:wrong use of the command line",
            "3:a picture cannot be used",
            "4:a model cannot be used",
            "5:the device or a native library cannot be used",
            "6:training, export, evaluation or calibration was refused",
            "7:a gallery cannot be used"
        })
public final class Siamese4j implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, order = 100, description = "Print where an error came from.")
    private boolean debug;

    /** Created by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
    Siamese4j() {}

    /**
     * Runs a command and exits with its code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, ready to run. */
    static CommandLine commandLine() {
        Siamese4j top = new Siamese4j();
        return new CommandLine(top)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, commandLine, parsed) -> Failures.report(e, commandLine, top.debug));
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Reads the version from the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Siamese4j.class.getPackage().getImplementationVersion();
            return new String[] {"siamese4j " + (version == null ? "(built from source)" : version)};
        }
    }
}
