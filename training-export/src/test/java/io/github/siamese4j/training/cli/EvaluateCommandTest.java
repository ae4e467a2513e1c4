package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

    private static final int CLASSES = 5;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path grouped;
    private static Path flat;
    private static Path runs;

    @BeforeAll
    static void write() throws IOException {
        model = folder.resolve("model");
        ConsoleRun.writeModel(model);
        grouped = folder.resolve("grouped");
        Pictures.grouped(grouped, 2, CLASSES, 4, 32);
        flat = grouped.resolve("group0");
        runs = folder.resolve("runs");
        for (String name : List.of("run01", "run02")) {
            writeRun(runs.resolve(name), "run01");
        }
    }

    /** Writes a run in which item i shows class 6 − i. */
    private static void writeRun(Path run, String packedAs) throws IOException {
        Files.createDirectories(run.resolve("training"));
        Files.createDirectories(run.resolve("test"));
        StringBuilder labels = new StringBuilder();
        for (int i = 1; i <= CLASSES; i++) {
            Path shown = grouped.resolve("group1/class" + (i - 1));
            Files.copy(shown.resolve("0.png"), run.resolve("training/class0" + i + ".png"));
            Files.copy(shown.resolve("1.png"), run.resolve("test/item0" + (CLASSES + 1 - i) + ".png"));
            labels.append(packedAs + "/test/item0" + i + ".png " + packedAs + "/training/class0" + (CLASSES + 1 - i)
                    + ".png\r\n");
        }
        Files.writeString(run.resolve("class_labels.txt"), labels + "\r\n");
    }

    @Test
    void verificationOfBothLayouts() {
        JsonObject groups = json(grouped, "verification", "--trials", "120");
        assertThat(groups.keySet())
                .contains(
                        "protocol",
                        "trials",
                        "accuracy",
                        "ci95",
                        "threshold",
                        "auc",
                        "eer",
                        "tarAtFar",
                        "model",
                        "seed");
        assertThat(groups.get("protocol").getAsString()).isEqualTo("verification");
        assertThat(groups.get("model").getAsString()).isEqualTo("light");
        // Ten classes of four pictures hold 60 pairs of one class.
        assertThat(groups.get("trials").getAsInt()).isEqualTo(120);
        assertThat(groups.get("threshold").getAsDouble()).isEqualTo(0.625);
        assertThat(groups.get("tarAtFar").getAsJsonObject().keySet()).containsExactly("0.1");
        requireInside(groups, "accuracy", groups.getAsJsonArray("ci95"));
        requireInside(groups, "auc", groups.getAsJsonObject("intervals").getAsJsonArray("auc"));
        assertThat(json(grouped, "verification", "--trials", "120")).isEqualTo(groups);

        JsonObject classes = json(flat, "verification");
        assertThat(classes.get("trials").getAsInt()).isEqualTo(60);
        assertThat(classes.get("pictures").getAsInt()).isEqualTo(20);
    }

    private static void requireInside(JsonObject object, String key, JsonArray interval) {
        double value = object.get(key).getAsDouble();
        assertThat(value)
                .isBetween(interval.get(0).getAsDouble(), interval.get(1).getAsDouble());
    }

    /** At a threshold of 0 all pairs are called the same, so half of the answers are right. */
    @Test
    void thresholdDecides() {
        JsonObject all = json(flat, "verification", "--threshold", "0");
        assertThat(all.get("accuracy").getAsDouble()).isEqualTo(0.5);
        assertThat(all.get("falseAcceptRate").getAsDouble()).isEqualTo(1);
        assertThat(json(flat, "verification", "--threshold", "1.01")
                        .get("accuracy")
                        .getAsDouble())
                .isEqualTo(0.5);
    }

    @Test
    void runsAreAnsweredAsTheLibraryDoes() {
        int right = 0;
        try (SiameseComparator comparator =
                SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(Device.CPU))) {
            Path run = runs.resolve("run01");
            for (int item = 1; item <= CLASSES; item++) {
                double[] scores = new double[CLASSES];
                for (int each = 1; each <= CLASSES; each++) {
                    scores[each - 1] = comparator.similarity(
                            run.resolve("test/item0" + item + ".png"), run.resolve("training/class0" + each + ".png"));
                }
                double truth = scores[CLASSES - item];
                right += Arrays.stream(scores).filter(score -> score >= truth).count() == 1 ? 1 : 0;
            }
        }
        JsonObject both = json(runs, "omniglot-runs");
        assertThat(both.get("trials").getAsInt()).isEqualTo(2 * CLASSES);
        assertThat(both.get("accuracy").getAsDouble()).isCloseTo((double) right / CLASSES, within(1e-12));
        List<String> names = new ArrayList<>();
        both.getAsJsonArray("runs")
                .forEach(run -> names.add(run.getAsJsonObject().get("run").getAsString()));
        assertThat(names).containsExactly("run01", "run02");
        assertThat(json(runs.resolve("run02"), "omniglot-runs").get("trials").getAsInt())
                .isEqualTo(CLASSES);
        assertThat(json(folder, "omniglot-runs").get("trials").getAsInt()).isEqualTo(2 * CLASSES);
    }

    /** Images of one class differ little, so both baselines answer most trials. */
    @Test
    void baselinesNeedNoModel() {
        for (String baseline : List.of("pixels", "features")) {
            ConsoleRun run = ConsoleRun.of(
                    "evaluate",
                    "--baseline",
                    baseline,
                    "--data",
                    grouped.toString(),
                    "--protocol",
                    "n-way",
                    "--ways",
                    "4",
                    "--trials",
                    "200",
                    "--json");
            assertThat(run.code()).as(run.errors()).isZero();
            JsonObject figures = JsonParser.parseString(run.out()).getAsJsonObject();
            assertThat(figures.get("model").getAsString()).isEqualTo(baseline);
            assertThat(figures.get("accuracy").getAsDouble()).isGreaterThan(0.6);
            assertThat(figures.get("trials").getAsInt()).isEqualTo(200);
        }
        JsonObject verification = JsonParser.parseString(ConsoleRun.of(
                                "evaluate",
                                "--baseline",
                                "pixels",
                                "--data",
                                flat.toString(),
                                "--protocol",
                                "verification",
                                "--json")
                        .out())
                .getAsJsonObject();
        assertThat(verification.get("thresholdFrom").getAsString()).isEqualTo("these pairs");
    }

    @Test
    void nWayAndRetrieval() {
        JsonObject within = json(grouped, "n-way", "--ways", "5", "--shots", "2", "--within", "--trials", "50");
        assertThat(within.get("trials").getAsInt()).isEqualTo(50);
        assertThat(within.get("shots").getAsInt()).isEqualTo(2);
        requireInside(within, "accuracy", within.getAsJsonArray("ci95"));

        JsonObject retrieval = json(grouped, "retrieval", "--gallery-size", "16", "--trials", "10");
        assertThat(retrieval.get("trials").getAsInt()).isEqualTo(10);
        assertThat(retrieval.get("gallery").getAsInt()).isEqualTo(15);
        assertThat(retrieval.get("accuracy").getAsDouble())
                .isEqualTo(retrieval.getAsJsonObject("recallAt").get("1").getAsDouble());
        assertThat(retrieval.get("mapAtR").getAsDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void allImagesAreQueriesAndClassesHaveFigures() {
        JsonObject retrieval = json(grouped, "retrieval", "--gallery-size", "all", "--trials", "all");
        assertThat(retrieval.get("trials").getAsInt()).isEqualTo(40);
        assertThat(retrieval.get("gallery").getAsInt()).isEqualTo(39);
        JsonArray classes = retrieval.getAsJsonArray("classes");
        assertThat(classes).hasSize(2 * CLASSES);
        double recall = 0;
        for (var each : classes) {
            assertThat(each.getAsJsonObject().get("queries").getAsInt()).isEqualTo(4);
            recall += each.getAsJsonObject().get("recallAt1").getAsDouble() / classes.size();
        }
        assertThat(recall).isCloseTo(retrieval.get("accuracy").getAsDouble(), within(1e-12));
        assertThat(classes.get(0).getAsJsonObject().get("class").getAsString()).isEqualTo("group0/class0");
    }

    @Test
    void copiesAreFoundAndWritten() throws IOException {
        Path written = folder.resolve("copies");
        Path plots = folder.resolve("copy-plots");
        JsonObject figures = json(
                grouped,
                "copies",
                "--alterations",
                "jpeg-50,crop-60",
                "--target-far",
                "0.01",
                "--write-copies",
                written.toString(),
                "--plots",
                plots.toString());
        assertThat(figures.get("pictures").getAsInt()).isEqualTo(40);
        assertThat(figures.get("trials").getAsInt()).isEqualTo(80);
        JsonArray each = figures.getAsJsonArray("alterations");
        assertThat(each).hasSize(2);
        assertThat(each.get(1).getAsJsonObject().get("alteration").getAsString())
                .isEqualTo("crop-60");
        assertThat(figures.getAsJsonObject("means").keySet())
                .containsExactly("recallAt1", "trueAccepts", "trueAcceptsCommon", "trueAcceptsModel");
        assertThat(figures.get("threshold").getAsDouble()).isEqualTo(0.625);
        assertThat(written.resolve("jpeg-50/group0/class0/0.png.jpg")).isNotEmptyFile();
        BufferedImage crop =
                ImageIO.read(written.resolve("crop-60/group1/class4/3.png.png").toFile());
        assertThat(crop.getWidth()).isEqualTo(19);
        // Of 2 + 3 · 30 pixel rows, each row of figures takes 30.
        assertThat(ImageIO.read(plots.resolve("copies.png").toFile()).getHeight())
                .isEqualTo(164);

        // The files that were written have the figures of the copies that were encoded.
        try (SiameseComparator comparator =
                SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(Device.CPU))) {
            int accepted = 0;
            for (int i = 0; i < 40; i++) {
                String name = "group" + i / 20 + "/class" + i / 4 % CLASSES + "/" + i % 4 + ".png";
                accepted += comparator.similarity(grouped.resolve(name), written.resolve("crop-60/" + name + ".png"))
                                >= 0.625
                        ? 1
                        : 0;
            }
            assertThat(each.get(1).getAsJsonObject().get("trueAcceptsModel").getAsDouble())
                    .isEqualTo(accepted / 40.0);
        }
        ConsoleRun text = evaluate(grouped, "copies", "--alterations", "mirror", "--pictures", "5");
        assertThat(text.out()).contains("mirror", "copies of 5 pictures", "fewer than 174 pictures");
    }

    @Test
    void optionsOfOtherProtocolsAreRefused() {
        assertRefused("--ways does not apply to --protocol retrieval, but to n-way", "retrieval", "--ways", "5");
        assertRefused("--pictures does not apply", "verification", "--pictures", "5");
        assertRefused("--within does not apply", "copies", "--within");
        assertRefused("--plots does not apply", "retrieval", "--plots", "x");
        assertRefused("--model and --baseline exclude", "verification", "--baseline", "pixels");
        assertRefused("--trials all applies", "verification", "--trials", "all");
        assertRefused("--target-far must be", "copies", "--target-far", "0.2");
        assertRefused(
                "must not lie in --data",
                "copies",
                "--write-copies",
                grouped.resolve("x").toString());
    }

    private static void assertRefused(String message, String protocol, String... options) {
        ConsoleRun run = evaluate(grouped, protocol, options);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains(message);
    }

    @Test
    void plotsAreDrawn() throws IOException {
        Path plots = folder.resolve("plots");
        assertThat(evaluate(grouped, "verification", "--plots", plots.toString())
                        .code())
                .isZero();
        assertThat(evaluate(runs.resolve("run01"), "omniglot-runs", "--plots", plots.toString())
                        .code())
                .isZero();
        for (String name : List.of("roc.png", "scores.png", "confusion-run01.png")) {
            BufferedImage picture = ImageIO.read(plots.resolve(name).toFile());
            long colours = Arrays.stream(
                            picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                    .distinct()
                    .count();
            assertThat(colours).as(name).isGreaterThan(20);
        }
    }

    @Test
    void damagedPicturesAreLeftOutAndReported() throws IOException {
        Path data = folder.resolve("damaged");
        Pictures.grouped(data, 1, 3, 4, 32);
        Files.writeString(data.resolve("group0/class1/2.png"), "no picture");
        Files.writeString(data.resolve("group0/class1/notes.txt"), "no picture");
        ConsoleRun run = evaluate(data, "verification", "--json");
        assertThat(run.code()).as(run.errors()).isZero();
        JsonObject figures = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(figures.get("skipped").getAsInt()).isEqualTo(1);
        assertThat(figures.get("pictures").getAsInt()).isEqualTo(11);
        // The damaged image is part of 3 of the 18 same pairs and of some different pairs.
        assertThat(figures.get("trials").getAsInt()).isBetween(20, 33);
        assertThat(run.errors()).contains("IMAGE_UNSUPPORTED", "2.png", "passed over 1 file", "notes.txt");

        Path broken = folder.resolve("broken");
        writeRun(broken.resolve("run07"), "run07");
        Files.writeString(broken.resolve("run07/test/item03.png"), "no picture");
        assertThat(evaluate(broken, "omniglot-runs").code()).isEqualTo(Failures.IMAGE);
    }

    @Test
    void failuresSayWhatToDo() throws IOException {
        ConsoleRun tooMany = evaluate(grouped, "n-way", "--ways", "6", "--within");
        assertThat(tooMany.code()).isEqualTo(Failures.TRAINING);
        assertThat(tooMany.errors()).startsWith("DATA_TOO_SMALL: 6-way 1-shot trials need 6 classes in one group");
        ConsoleRun none = evaluate(grouped, "omniglot-runs");
        assertThat(none.code()).isEqualTo(Failures.TRAINING);
        assertThat(none.errors()).contains("class_labels.txt");
        Path broken = folder.resolve("incomplete").resolve("run01");
        writeRun(broken, "run01");
        Files.delete(broken.resolve("test/item02.png"));
        assertThat(evaluate(broken, "omniglot-runs").errors()).contains("DATA_LAYOUT", "line 2", "item02.png");
        assertThat(evaluate(grouped, "n-way", "--ways", "1").code()).isEqualTo(2);
        assertThat(evaluate(grouped, "guessing").code()).isEqualTo(2);
        assertThat(ConsoleRun.of("evaluate", "--data", flat.toString(), "--protocol", "n-way")
                        .code())
                .isEqualTo(2);
    }

    private static JsonObject json(Path data, String protocol, String... more) {
        String[] args = Arrays.copyOf(more, more.length + 1);
        args[more.length] = "--json";
        ConsoleRun run = evaluate(data, protocol, args);
        assertThat(run.code()).as(run.errors()).isZero();
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private static ConsoleRun evaluate(Path data, String protocol, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "evaluate",
                "--model",
                model.toString(),
                "--device",
                "cpu",
                "--data",
                data.toString(),
                "--protocol",
                protocol));
        args.addAll(List.of(more));
        return ConsoleRun.of(args.toArray(String[]::new));
    }
}
