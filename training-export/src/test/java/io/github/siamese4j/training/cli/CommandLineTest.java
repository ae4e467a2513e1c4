package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.siamese4j.training.Pictures;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The rules that all commands keep: wording, option names, JSON, failures and streams. */
class CommandLineTest {

    private static final String KERAS = "src/test/resources/golden/keras/flat.h5";

    @TempDir
    private static Path folder;

    private static String model;
    private static String data;
    private static String image;
    private static String gallery;

    @BeforeAll
    static void write() {
        ConsoleRun.writeModel(folder.resolve("model"));
        model = folder.resolve("model").toString();
        data = folder.resolve("data").toString();
        Pictures.grouped(folder.resolve("data"), 2, 3, 4, 32);
        image = folder.resolve("red.png").toString();
        Pictures.plain(folder.resolve("red.png"), 40, 30, Color.RED);
        gallery = folder.resolve("all.gallery").toString();
        assertThat(run("encode " + data + " --model " + model + " --out " + gallery)
                        .code())
                .isZero();
    }

    private static ConsoleRun run(String command) {
        return ConsoleRun.of(command.split(" "));
    }

    private static Map<String, CommandSpec> commands() {
        Map<String, CommandSpec> specs = new TreeMap<>();
        Siamese4j.commandLine().getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                specs.put(name, command.getCommandSpec());
            }
        });
        return specs;
    }

    @Test
    void helpIsWrittenInOneDialect() {
        commands().forEach((name, spec) -> {
            assertThat(spec.usageMessage().description())
                    .as(name)
                    .isNotEmpty()
                    .allMatch(text -> text.endsWith(".") || text.endsWith("…"));
            assertThat(spec.usageMessage().description()[0]).as(name).matches("\\p{Lu}[a-z]+s .*");
            for (OptionSpec option : spec.options()) {
                String text = String.join(" ", option.description());
                assertThat(text).as("%s %s", name, option.longestName()).matches("(?s)\\p{Lu}.*\\.");
                if (option.arity().max() > 0) {
                    assertThat(option.paramLabel())
                            .as("%s %s", name, option.longestName())
                            .matches("[A-Z][A-Za-z.]*");
                }
            }
        });
    }

    @Test
    void everyCommandPrintsJson() {
        assertThat(commands())
                .allSatisfy(
                        (name, spec) -> assertThat(spec.optionsMap()).as(name).containsKey("--json"));
    }

    /**
     * One text for one name: an option means the same in all commands. Commands that read the ONNX files of other tools
     * are an exception: there {@code --layout} is that of the input, as users of such files expect. Training has one
     * more layout, which makes each image a class.
     */
    @Test
    void sharedOptionsAreDeclaredOnce() {
        for (String option : List.of("--model", "--device", "--json", "--gallery", "--int8", "--layout", "--debug")) {
            Set<String> texts = new TreeSet<>();
            commands().forEach((name, spec) -> {
                OptionSpec found = spec.findOption(option);
                boolean differs = option.equals("--layout")
                        && (spec.findOption("--channels") != null || spec.findOption("--views") != null);
                if (found != null && !differs) {
                    texts.add(found.paramLabel() + " " + String.join(" ", found.description()));
                }
            });
            assertThat(texts).as(option).hasSize(1);
        }
    }

    @Test
    void formerNamesStillWorkAndAreNotShown() {
        assertThat(run("encode " + data + " --model " + model + " --gallery=" + gallery)
                        .code())
                .isZero();
        String retrieval = "evaluate --baseline pixels --protocol retrieval --trials 2 --json --data " + data;
        assertThat(run(retrieval + " --gallery 8").out())
                .isEqualTo(run(retrieval + " --gallery-size 8").out());
        assertThat(run("import-keras " + KERAS + " --storage int8 --pictures ../examples/images --out "
                                + folder.resolve("former"))
                        .code())
                .isZero();
        assertThat(run("export none --pictures 6 --out " + folder.resolve("none"))
                        .code())
                .isEqualTo(Failures.TRAINING);
        assertThat(run("encode --help").out()).contains("--out").doesNotContain("--gallery");
        assertThat(run("export --help").out()).contains("--sample-size").doesNotContain("--pictures");
    }

    @Test
    void aUsageErrorIsOneLineAndAHint() {
        Map<String, String> mistakes = Map.of(
                "", "A command is missing.",
                "comapre", "Unmatched argument at index 0: 'comapre'; did you mean compare",
                "compare a.png", "Missing required parameter: 'B'",
                "compare --modle x", "Unknown option: '--modle'; did you mean --model",
                "search q.png --gallery g -k x", "Invalid value for option '-k': 'x' is not an int",
                "search q.png --gallery g -k 0", "-k must be at least 1: 0",
                "calibrate --data d --sibling s", "--data=DIR, --sibling=DIR are mutually exclusive",
                "calibrate --data d", "Missing required option: '--model=MODEL'",
                "features d --out t.csv --threads 0", "--threads must be at least 1: 0");
        mistakes.forEach((command, message) -> {
            ConsoleRun run = ConsoleRun.of(command.isEmpty() ? new String[0] : command.split(" "));
            assertThat(run.code()).as(command).isEqualTo(Failures.USAGE);
            assertThat(run.out()).isEmpty();
            String name = command.indexOf(' ') < 0 ? "" : " " + command.substring(0, command.indexOf(' '));
            assertThat(run.errors().lines())
                    .as(command)
                    .hasSize(2)
                    .last()
                    .isEqualTo("See 'siamese4j" + name + " --help'.");
            assertThat(run.errors()).startsWith(message);
        });
    }

    @Test
    void aFailureIsOneLineWithoutAStackTrace() throws IOException {
        String none = folder.resolve("none/x").toString();
        String file = Files.writeString(folder.resolve("file"), "text").toString();
        String with = " --model " + model;
        Map<String, Integer> failures = new TreeMap<>();
        failures.put("compare " + image + " " + none + with, Failures.IMAGE);
        failures.put("compare " + image + " " + file + with, Failures.IMAGE);
        failures.put("compare " + image + " " + image + " --model " + none, Failures.MODEL);
        failures.put("compare " + image + " " + image + " --picture " + file + "/p.png" + with, Failures.OTHER);
        failures.put("compare " + image + " " + image + " --explain " + file + "/p.png" + with, Failures.OTHER);
        failures.put("search " + image + " --gallery " + none + with, Failures.GALLERY);
        failures.put("search " + image + " --gallery " + file + with, Failures.GALLERY);
        failures.put(
                "search " + image + " --gallery " + gallery + " --picture " + file + "/p.png" + with, Failures.OTHER);
        failures.put("encode " + none + " --out " + gallery + with, Failures.TRAINING);
        failures.put("encode " + data + " --out " + file + "/g" + with, Failures.GALLERY);
        failures.put("dedupe " + data + " --out " + file + with, Failures.OTHER);
        failures.put("evaluate --protocol n-way --data " + none + with, Failures.TRAINING);
        failures.put("evaluate --protocol verification --data " + data + " --plots " + file + with, Failures.OTHER);
        failures.put("calibrate --dry-run --data " + none + with, Failures.TRAINING);
        failures.put("features " + none + " --out " + none, Failures.TRAINING);
        failures.put("features " + data + " --out " + file + "/t.csv", Failures.TRAINING);
        failures.put("export " + none + " --out " + none, Failures.TRAINING);
        failures.put("export " + none + " --card " + none + " --out " + none, Failures.OTHER);
        failures.put("import-keras " + none + " --out " + none, Failures.TRAINING);
        failures.forEach((command, code) -> {
            ConsoleRun run = run(command);
            assertThat(run.errors()).as(command).hasLineCount(1).doesNotContain("\tat ", "UNEXPECTED");
            assertThat(run.errors()).as(command).matches("(?s)[A-Z_]+: .*");
            assertThat(run.out()).as(command).isEmpty();
            // Failures of drawing may get a kind of their own.
            assertThat(run.code()).as(command).isIn(code, code == Failures.OTHER ? Failures.TRAINING : code);
        });
    }

    /** Every JSON result is one valid value, and no number in it is a string. */
    @Test
    void jsonHoldsNumbersAsNumbers() {
        String with = " --json --model " + model;
        List<String> commands = List.of(
                "compare " + image + " " + image + with,
                "search " + image + " --gallery " + gallery + with,
                "identify " + image + " --gallery " + gallery + with,
                "one-shot " + image + " --gallery " + gallery + with,
                "encode " + data + " --out " + gallery + with,
                "dedupe " + data + " --out " + folder.resolve("dedupe") + with,
                "evaluate --protocol verification --data " + data + with,
                "evaluate --protocol n-way --ways 3 --trials 9 --data " + data + with,
                "evaluate --protocol retrieval --data " + data + with,
                "calibrate --dry-run --data " + data + with,
                "features " + data + " --json --out " + folder.resolve("table.csv"),
                "import-keras " + KERAS + " --json --out " + folder.resolve("keras"));
        for (String command : commands) {
            ConsoleRun run = run(command);
            assertThat(run.code()).as(run.errors()).isZero();
            assertThat(run.out()).hasLineCount(1);
            List<JsonPrimitive> values = new ArrayList<>();
            collect(JsonParser.parseString(run.out()), values);
            assertThat(values).as(command).anyMatch(JsonPrimitive::isNumber);
            assertThat(values)
                    .filteredOn(JsonPrimitive::isString)
                    .as(command)
                    .noneMatch(text -> text.getAsString().matches("[-+]?[0-9.]+(E-?[0-9]+)?|NaN"));
        }
    }

    private static void collect(JsonElement element, List<JsonPrimitive> values) {
        if (element.isJsonObject()) {
            element.getAsJsonObject().asMap().values().forEach(each -> collect(each, values));
        } else if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(each -> collect(each, values));
        } else if (element.isJsonPrimitive()) {
            values.add(element.getAsJsonPrimitive());
        }
    }

    @Test
    void predictPrintsJsonOnStandardOutputAndAsksOnStandardError() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((image + "\n" + image + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            ConsoleRun run = run("predict --json --model " + model);
            assertThat(run.code()).as(run.errors()).isZero();
            JsonObject answer = JsonParser.parseString(run.out()).getAsJsonObject();
            assertThat(answer.get("similarity").getAsDouble()).isBetween(0.0, 1.0);
            assertThat(answer.get("model").getAsString()).isEqualTo("light");
            assertThat(run.errors()).contains("Input image_1 filename: ", "Input image_2 filename: ");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aCalibratedModelGivesProbabilitiesEverywhere() throws IOException {
        Path calibrated = folder.resolve("calibrated");
        ConsoleRun.writeModel(calibrated);
        assertThat(run("calibrate --model " + calibrated + " --data " + data).code())
                .isZero();
        String with = " --model " + calibrated;
        assertThat(run("compare " + image + " " + image + with).out())
                .matches("similarity [01]\\.\\d{4}  (same|different), probability [01]\\.\\d{3} \\(threshold"
                        + " 0\\.\\d{4}, model light\\)\\R");
        JsonElement compared = JsonParser.parseString(
                run("compare --json " + image + " " + image + with).out());
        double probability = compared.getAsJsonObject().get("probability").getAsDouble();
        assertThat(probability).isBetween(0.0, 1.0);

        Path small = Files.createDirectories(folder.resolve("small"));
        Files.copy(Path.of(image), small.resolve("same.png"));
        String own = folder.resolve("small.gallery").toString();
        assertThat(run("encode " + small + " --out " + own + with).code()).isZero();
        String query = " " + image + " --gallery " + own + with;
        String column = String.format(Locale.ROOT, "%.3f", probability);
        assertThat(run("search" + query).out()).contains("  " + column + "  same  same.png");
        assertThat(run("identify" + query).out()).contains(" to same.png, probability " + column + ")");
        assertThat(run("one-shot" + query).out()).contains("  " + column + "  same");
        assertThat(run("one-shot --rule mean" + query).out()).doesNotContain("  " + column);
        assertThat(JsonParser.parseString(run("search --json" + query).out())
                        .getAsJsonArray()
                        .get(0)
                        .getAsJsonObject()
                        .get("probability")
                        .getAsDouble())
                .isEqualTo(probability);
    }

    @Test
    void theVersionNamesTheCommit() {
        assertThat(run("--version").out().strip()).matches("siamese4j \\S+ \\(commit ([0-9a-f]{12}|unknown)\\)");
        assertThat(run("compare --version").out()).isEqualTo(run("--version").out());
    }

    /** A process of its own, whose streams are pipes. */
    @Test
    void pipesGetTheResultAndNoControlCharacters() throws Exception {
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("errors.txt");
        for (String command :
                List.of("--help", "evaluate --baseline pixels --protocol n-way --ways 3 --json --data " + data)) {
            Process process = new ProcessBuilder(process(command))
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile())
                    .start();
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            assertThat(Files.readString(out) + Files.readString(errors)).doesNotContain("\u001b", "\r");
            if (command.contains("--json")) {
                assertThat(JsonParser.parseString(Files.readString(out)).isJsonObject())
                        .isTrue();
            }
        }
    }

    @Test
    void aResultThatStandardOutputDoesNotTakeIsAFailure() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "this system has no device that is always full");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(process("--version"))
                .redirectOutput(full)
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor()).isEqualTo(Failures.OTHER);
        assertThat(Files.readString(errors))
                .startsWith("IO_FAILED: the result cannot be written")
                .hasLineCount(1);
    }

    private static List<String> process(String command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Siamese4j.class.getName()));
        line.addAll(List.of(command.split(" ")));
        return line;
    }
}
