package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.EarlyStopping;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.LearningRateSchedule;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class TrainCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final TrainCommand command = command();

    private TrainCommand command() {
        return new TrainCommand(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    /** Returns a command line whose result goes where the progress goes. */
    private CommandLine commandLine(TrainCommand command) {
        return new CommandLine(command).setOut(new PrintWriter(printed, true, StandardCharsets.UTF_8));
    }

    @Test
    void passesOptionsOn() {
        commandLine(command)
                .parseArgs(
                        "--data",
                        "d",
                        "--run",
                        "r",
                        "--size",
                        "56",
                        "--scaling",
                        "INVERTED",
                        "--no-batch-norm",
                        "--precision",
                        "BFLOAT16",
                        "--quarter-turns",
                        "--steps",
                        "900",
                        "--anchor-softmax",
                        "0.5");
        TrainingConfig config = command.config();
        assertThat(config.network()).isEqualTo(TwinDescription.vgg16(56, 56, false, InputScaling.INVERTED));
        assertThat(config.compute().precision()).isEqualTo(Precision.BFLOAT16);
        assertThat(Objects.requireNonNull(config.data().augmentation().affine()).fill())
                .isEqualTo(255);
        assertThat(config.data().sampling().quarterTurns()).isTrue();
        assertThat(config.learning().schedule().steps()).isEqualTo(900);
        assertThat(config.loss().pairs().anchorSoftmax()).isEqualTo(0.5);
    }

    @Test
    void hasTheDefaultsOfTheConfiguration() {
        commandLine(command).parseArgs("--data", "d", "--run", "r");
        assertThat(command.config())
                .isEqualTo(TrainingConfig.builder(Path.of("d"), Path.of("r")).build());
    }

    @Test
    void trainsResumesAndExports() throws IOException {
        Path data = folder.resolve("data");
        Pictures.grouped(data, 4, 4, 4, 16);
        String run = folder.resolve("run").toString();
        int code = commandLine(command)
                .execute(
                        "--data",
                        data.toString(),
                        "--run",
                        run,
                        "--blocks",
                        "8x1,12x2",
                        "--head",
                        "8",
                        "--size",
                        "16",
                        "--classes",
                        "6",
                        "--pictures",
                        "2",
                        "--steps",
                        "3",
                        "--warm-up",
                        "1",
                        "--evaluate-every",
                        "2");
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("classes for training", "best checkpoint", "one-shot");
        assertThat(code).isZero();
        assertThat(commandLine(command).execute("--run", run, "--resume")).isZero();

        double threshold = Json.parse(Path.of(run, "best/state.json"))
                .getAsJsonObject("metrics")
                .get("threshold")
                .getAsDouble();
        Path model = folder.resolve("model");
        export(run + "/best", model);
        assertThat(model.resolve("MODEL_CARD.md"))
                .content()
                .contains("# model", "| steps |", "| weight storage | int8 |");
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            assertThat(comparator.threshold()).isEqualTo(threshold);
        }
    }

    private static void export(String checkpoint, Path model) {
        ConsoleRun export =
                ConsoleRun.of("export", checkpoint, "--out", model.toString(), "--storage", "int8", "--pictures", "6");
        assertThat(export.errors()).isEmpty();
        assertThat(export.code()).isZero();
    }

    /** Without held-out classes, the export measures on training images and knows no threshold. */
    @Test
    void exportsARunThatHeldNothingOut() throws IOException {
        Path data = folder.resolve("data");
        Pictures.grouped(data, 2, 3, 4, 16);
        String run = folder.resolve("run").toString();
        String settings = "--blocks 8x1,12x2 --head 8 --size 16 --classes 4 --pictures 2 --steps 2 --warm-up 1 "
                + "--hold-out-fraction 0";
        List<String> args = new ArrayList<>(List.of(settings.split(" ")));
        args.addAll(List.of("--data", data.toString(), "--run", run));
        assertThat(commandLine(command).execute(args.toArray(String[]::new))).isZero();

        Path model = folder.resolve("model");
        export(run + "/last", model);
        assertThat(model.resolve("MODEL_CARD.md"))
                .content()
                .contains("mean difference of a score caused by storage")
                .doesNotContain("heldout.");
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            assertThat(comparator.threshold()).isEqualTo(0.5);
        }
    }

    @Test
    void takesTheSettingsOfTheOriginal() {
        commandLine(command).parseArgs("--data", "d", "--run", "r", "--preset", "ORIGINAL", "--epochs", "7");
        TrainingConfig config = command.config();
        assertThat(config.network()).isEqualTo(TwinDescription.vgg16(105, 105, false, InputScaling.UNIT));
        assertThat(config.data().sampling().pairsPerBatch()).isEqualTo(32);
        assertThat(config.data().augmentation().crop()).isNotNull();
        assertThat(config.loss().pairs().balanced()).isFalse();
        assertThat(config.learning().optimizer())
                .isEqualTo(new OptimizerSettings(OptimizerSettings.Rule.SGD, 0.9, 5e-4, 5));
        // The rate is 1e-2 · 32/64, the floor a hundredth of it.
        assertThat(config.learning().schedule().peak()).isEqualTo(5e-3);
        assertThat(config.learning().schedule().floorRatio()).isEqualTo(0.01);
        assertThat(config.learning().schedule().shape()).isEqualTo(LearningRateSchedule.Shape.EPOCH_COSINE);
        assertThat(config.learning().epochs()).isEqualTo(7);
    }

    @Test
    void trainsAsTheOriginalAndAgainFromItsConfigurationAndFromItsModel() throws IOException {
        Path data = folder.resolve("data");
        Pictures.grouped(data, 4, 4, 8, 16);
        String run = folder.resolve("run").toString();
        int code = commandLine(command)
                .execute(
                        "--data",
                        data.toString(),
                        "--run",
                        run,
                        "--preset",
                        "ORIGINAL",
                        "--blocks",
                        "8x1,12x1",
                        "--size",
                        "16",
                        "--pairs",
                        "3",
                        "--epochs",
                        "1",
                        "--hold-out-fraction",
                        "0.25");
        assertThat(code).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("with SGD, more than 30000 steps (", "epochs) are advised");

        String again = folder.resolve("again").toString();
        assertThat(commandLine(command()).execute("--config", run + "/config.json", "--run", again))
                .isZero();
        assertThat(Path.of(again, "last/weights.safetensors"))
                .hasSameBinaryContentAs(Path.of(run, "last/weights.safetensors"));

        String model = folder.resolve("model").toString();
        assertThat(ConsoleRun.of("export", run + "/last", "--out", model).code())
                .isZero();
        printed.reset();
        assertThat(commandLine(command())
                        .execute(
                                "--data",
                                data.toString(),
                                "--run",
                                folder.resolve("on").toString(),
                                "--init",
                                model,
                                "--blocks",
                                "8x1,12x1",
                                "--size",
                                "16",
                                "--classes",
                                "4",
                                "--steps",
                                "1",
                                "--warm-up",
                                "0"))
                .isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("batch normalizations created from the biases", "parameters taken from");
    }

    @Test
    void printsTheSettingsAsAConfigurationThatReadsBack() throws IOException {
        assertThat(commandLine(command)
                        .execute(
                                "--data",
                                "d",
                                "--run",
                                "r",
                                "--loss",
                                "TRIPLET",
                                "--scorer",
                                "EUCLIDEAN",
                                "--augmentation",
                                "CROP",
                                "--patience",
                                "4",
                                "--print-config"))
                .isZero();
        Path file = Files.writeString(folder.resolve("c.json"), printed.toString(StandardCharsets.UTF_8));
        assertThat(TrainingConfig.read(file)).isEqualTo(command.config());
        assertThat(command.config().learning().earlyStopping())
                .isEqualTo(new EarlyStopping(EarlyStopping.Monitor.LOSS, 4, 0));
    }

    /** The file was printed for these options by the version whose options were fields of five classes. */
    @Test
    void givesTheSettingsOfEarlierVersions() throws URISyntaxException {
        String options = "--data d --run r --size 64 --scaling INVERTED --blocks 8x1,16x2 --scorer EUCLIDEAN"
                + " --loss TRIPLET --metric-loss CONTRASTIVE --patience 4 --epochs 9 --start-epoch 2 --init other/best"
                + " --ema 0.9 --augmentation JITTER --hold-out-group Latin --hold-out-group Greek"
                + " --schedule EPOCH_COSINE --scale-rate --learning-rate 0.01 --picture-memory 5";
        Path file = Path.of(Objects.requireNonNull(TrainCommandTest.class.getResource("/config/flat-odd.json"))
                .toURI());
        assertThat(config(options)).isEqualTo(TrainingConfig.read(file));
    }

    private TrainingConfig config(String options) {
        commandLine(command).parseArgs(options.split(" "));
        return command.config();
    }

    @Test
    void takesTheOptionsOfATable() {
        assertThat(config("--data t.csv --run r --hidden 30,20 --dropout 0.25 "
                                + "--no-standardize --scorer MANHATTAN --head 7")
                        .network())
                .isEqualTo(new FeatureTwin(
                        FeatureTwin.UNKNOWN,
                        List.of(30, 20),
                        0.25,
                        false,
                        false,
                        Optional.of(Metric.MANHATTAN),
                        7,
                        null));
    }

    @Test
    void changesAConfigurationFromAFile() throws IOException {
        TrainingConfig base = config("--data d --run r --loss TRIPLET --scorer COSINE --augmentation JITTER --epochs 3"
                + " --scaling INVERTED --monitor ACCURACY");
        Path file = Files.writeString(folder.resolve("c.json"), base.toJson());
        String from = "--config " + file + " --run other ";
        assertThat(config(from))
                .isEqualTo(base.toBuilder().run(Path.of("other")).build());
        // The number of steps takes the place of the epochs, and shortens the warm-up.
        TrainingConfig steps = config(from + "--steps 20");
        assertThat(steps.learning().epochs()).isZero();
        assertThat(steps.learning().schedule()).isEqualTo(new LearningRateSchedule(1e-3, 0.02, 20, 0, 20));
        // The scaling was there before, so the fill is not touched.
        assertThat(config(from + "--augmentation AFFINE --scaling INVERTED")
                        .data()
                        .augmentation())
                .isEqualTo(Augmentation.of(AffineAugmentation.standard(128)));
        assertThat(Objects.requireNonNull(
                        config(from + "--patience 2").learning().earlyStopping()))
                .isEqualTo(new EarlyStopping(EarlyStopping.Monitor.ACCURACY, 2, 0));
        assertThat(Objects.requireNonNull(config(from + "--margin 0.5").loss().metric())
                        .margin())
                .isEqualTo(0.5);
    }

    /** Options that do not apply were accepted by earlier versions, so they are not refused. */
    @Test
    void saysWhichOptionsHaveNoEffect() {
        ConsoleRun run = ConsoleRun.of(
                "train",
                "--data",
                "t.csv",
                "--run",
                "r",
                "--size",
                "64",
                "--rotation",
                "3",
                "--margin",
                "1",
                "--print-config");
        assertThat(run.code()).isZero();
        assertThat(run.errors()).contains("--size has no effect", "--rotation has no effect", "--margin has no effect");
    }

    @Test
    void helpShowsTheEverydayOptionsAndHelpAllEachOption() {
        String everyday = ConsoleRun.of("train", "--help").out();
        String all = ConsoleRun.of("train", "--help-all").out();
        assertThat(shown(everyday)).hasSizeLessThanOrEqualTo(21).contains("--data", "--learning-rate", "--help-all");
        assertThat(shown(all)).containsAll(shown(everyday)).hasSizeGreaterThan(75);
        CommandSpec spec = commandLine(command).getCommandSpec();
        for (OptionSpec option : spec.options()) {
            assertThat(shown(all)).contains(option.longestName());
            String description = String.join("", option.description());
            assertThat(description).as(option.longestName()).matches("\\p{Lu}.*\\.");
        }
        assertThat(all)
                .contains("Data:", "Network:", "Batches:", "Learning:", "Run:")
                .containsPattern("Peak learning rate \\(default: 0\\.001\\)\\.")
                .containsPattern("--\\[no-]batch-norm");
    }

    private static Set<String> shown(String help) {
        return Pattern.compile("(?m)^ {2,6}(?:-\\w, )?--(?:\\[no-])?([a-z-]+)")
                .matcher(help)
                .results()
                .map(match -> "--" + match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void needsTheFolderOfTheRun() {
        ConsoleRun run = ConsoleRun.of("train", "--data", "d");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("--run");
    }

    @Test
    void explainsWhatIsWrong() {
        StringWriter errors = new StringWriter();
        int code = Siamese4j.commandLine()
                .setErr(new PrintWriter(errors))
                .execute(
                        "train",
                        "--data",
                        folder.resolve("no").toString(),
                        "--run",
                        folder.resolve("run").toString());
        assertThat(code).isEqualTo(6);
        assertThat(errors.toString()).contains("DATA_EMPTY", "not a folder");
    }
}
