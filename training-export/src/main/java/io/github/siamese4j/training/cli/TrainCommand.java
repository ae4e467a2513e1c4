package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.ConsoleProgress;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.Trainer;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a twin network on folders of labelled pictures. */
@Command(
        name = "train",
        sortOptions = false,
        description = "Trains a twin network on folders of labelled pictures, <data>/<class>/* or"
                + " <data>/<group>/<class>/* (Omniglot), or on a table of features. --print-config shows "
                + "what holds where no option is given.")
final class TrainCommand implements Callable<Integer> {
    /** The configurations to start from. */
    enum Preset {
        STANDARD,
        ORIGINAL;

        TrainingConfig config(Path data, Path run) {
            return this == ORIGINAL
                    ? TrainingConfig.original(data, run)
                    : TrainingConfig.builder(data, run).build();
        }
    }

    private static final String TABLE = ".csv";

    @Option(
            names = "--data",
            description =
                    "folder of the labelled pictures, or a .csv table of features (needed unless --resume or --config)")
    private @Nullable Path data;

    @Option(names = "--run", required = true, description = "folder of the run: checkpoints, figures, curves")
    private Path run = Path.of("run");

    @Option(names = "--resume", description = "go on with the run from its last checkpoint, with its own settings")
    private boolean resume;

    @Option(names = "--config", description = "settings of another run, its config.json; options change them")
    private @Nullable Path config;

    @Option(names = "--print-config", description = "print the settings as JSON instead of training")
    private boolean printConfig;

    @Option(
            names = "--preset",
            description =
                    "what holds where no option is given: ${COMPLETION-CANDIDATES}. ORIGINAL is the well-known Keras"
                            + " network with its sampling, augmentation, optimizer and schedule")
    private Preset preset = Preset.STANDARD;

    @ArgGroup(validate = false, heading = "%nData%n")
    private DataOptions dataOptions = new DataOptions();

    @ArgGroup(validate = false, heading = "%nNetwork%n")
    private NetworkOptions networkOptions = new NetworkOptions();

    @ArgGroup(validate = false, heading = "%nBatches%n")
    private BatchOptions batchOptions = new BatchOptions();

    @ArgGroup(validate = false, heading = "%nLearning%n")
    private LearningOptions learningOptions = new LearningOptions();

    @ArgGroup(validate = false, heading = "%nRun%n")
    private RunOptions runOptions = new RunOptions();

    private final PrintStream out;

    /** Creates the command, printing to the standard output. */
    TrainCommand() {
        this(System.out);
    }

    TrainCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        if (printConfig) {
            out.println(config().toJson());
            return 0;
        }
        TrainingResult result = train();
        out.println("best checkpoint: " + result.best());
        return 0;
    }

    private TrainingResult train() {
        try (ConsoleProgress progress = new ConsoleProgress(out)) {
            return resume ? Trainer.resume(run, progress) : Trainer.train(config(), progress);
        }
    }

    TrainingConfig config() {
        TrainingConfig base = base();
        TrainingConfig.Builder changed = base.toBuilder();
        dataOptions.apply(base, changed);
        NetworkDescription network = networkOptions.apply(base, changed);
        SamplingPolicy sampling = batchOptions.apply(base, network, changed);
        learningOptions.apply(base, sampling, changed);
        runOptions.apply(base, changed);
        return changed.build();
    }

    private TrainingConfig base() {
        if (config != null) {
            TrainingConfig.Builder settings =
                    TrainingConfig.read(config).toBuilder().run(run);
            return (data == null ? settings : settings.data(data)).build();
        }
        if (data == null) {
            throw new TrainingException(Code.CONFIG_INVALID, "--data is needed; give the folder of the classes");
        }
        return data.toString().endsWith(TABLE) ? TrainingConfig.table(data, run) : preset.config(data, run);
    }

    /** An option's value, or what held without it. */
    static <T> T or(@Nullable T given, T base) {
        return Objects.requireNonNullElse(given, base);
    }
}
