package io.github.siamese4j.training.cli;

import io.github.siamese4j.training.ConsoleProgress;
import io.github.siamese4j.training.Trainer;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingConfig.FrozenEncoder;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Trains a twin network on folders of labelled images or on a table of features. */
@Command(
        name = "train",
        sortOptions = false,
        abbreviateSynopsis = true,
        modelTransformer = TrainOptions.class,
        description = "Trains a twin network on folders of labelled images, <data>/<class>/* or"
                + " <data>/<group>/<class>/*, or on a table of features.",
        footer = {
            "",
            "All settings: --help-all lists the options, --print-config prints the values as JSON,"
                    + " --config reads them.",
            "With --json: an object with best and last, the directories of the checkpoints (strings), and steps"
                    + " (number)."
        })
final class TrainCommand extends JsonCommand {
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
            paramLabel = "PATH",
            description = "Folder of the labelled images, or a .csv table of features; needed unless --resume or"
                    + " --config is given.")
    private @Nullable Path data;

    @Option(
            names = "--encoder",
            paramLabel = "MODEL",
            description = "Train a small network on the embeddings of a model that stays as it is: a shipped model"
                    + " (photos, omniglot-vgg16, omniglot-light) or a model directory. Takes minutes without a GPU."
                    + " Without it, a whole network is trained from random weights, which takes hours. Its defaults:"
                    + " a linear layer to 256 values, cosine, supervised contrastive loss, at most 400 steps at a rate"
                    + " of 2e-4, a fifth of the classes held out (of the images, below 8 classes). With"
                    + " --layout IMAGES: 1,024 values and 6 views of each image. The best model"
                    + " is chosen on what is held out, so its figures there are optimistic.")
    private @Nullable String encoder;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Folder of the run, for checkpoints, figures and curves; always needed.")
    private @Nullable Path run;

    @Option(
            names = "--resume",
            description = "Continue the run from its last checkpoint with its own settings; other options are ignored.")
    private boolean resume;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings to start from, such as the config.json of another run; options change them.")
    private @Nullable Path config;

    @Option(names = "--print-config", description = "Print the settings as JSON instead of training.")
    private boolean printConfig;

    @Option(names = "--help-all", description = "Show all options, not only the most common ones.")
    private boolean helpAll;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Settings to start from: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). ORIGINAL is"
                    + " the well-known VGG16 siamese network in Keras with its sampling, augmentation, optimizer and"
                    + " schedule. The defaults below are those of STANDARD.")
    private Preset preset = Preset.STANDARD;

    private final PrintStream progress;

    /** Creates the command, which shows its progress on standard error. */
    TrainCommand() {
        this(System.err);
    }

    TrainCommand(PrintStream progress) {
        this.progress = progress;
    }

    @Override
    void execute() {
        if (helpAll) {
            TrainOptions.showAll(spec);
            spec.commandLine().usage(spec.commandLine().getOut());
        } else if (printConfig) {
            print(config().toJson());
        } else {
            TrainingResult result = train();
            print(
                    JsonResult.object()
                            .put("best", result.best())
                            .put("last", result.last())
                            .put("steps", result.steps()),
                    "best checkpoint: " + result.best());
        }
    }

    private TrainingResult train() {
        try (ConsoleProgress listener = new ConsoleProgress(progress)) {
            return resume ? Trainer.resume(run(), listener) : Trainer.train(config(), listener);
        }
    }

    /** Returns the settings of the run: the preset or the file, changed by the options. */
    TrainingConfig config() {
        Map<String, Object> given = new HashMap<>();
        for (OptionSpec option : spec.options()) {
            Object value = option.getValue();
            if (value != null) {
                given.put(option.longestName(), value);
            }
        }
        return TrainChanges.apply(
                base(), config == null, given, spec.commandLine().getErr()::println);
    }

    private TrainingConfig base() {
        if (config != null) {
            TrainingConfig.Builder settings =
                    TrainingConfig.read(config).toBuilder().run(run());
            if (data != null) {
                settings.data(data);
            }
            if (encoder != null) {
                settings.encoder(FrozenEncoder.of(shippedModel("--encoder", encoder)));
            }
            return settings.build();
        }
        if (data == null) {
            throw new TrainingException(Code.CONFIG_INVALID, "--data is needed; give the folder of the classes");
        }
        if (encoder != null) {
            return TrainingConfig.frozen(data, shippedModel("--encoder", encoder), run());
        }
        return data.toString().endsWith(TABLE) ? TrainingConfig.table(data, run()) : preset.config(data, run());
    }

    private Path run() {
        return required("--run=DIR", run);
    }
}
