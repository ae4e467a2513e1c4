package io.github.siamese4j.training.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Storage;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.WeightStorage;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares encode, search, identify and one-shot with the comparator's score of each pair of files. */
class GalleryCommandsTest {

    private static final double ROUNDING = 1e-6;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path pictures;
    private static Path gallery;
    private static Path query;
    private static SiameseComparator comparator;
    private static ConsoleRun first;

    @BeforeAll
    static void encode() {
        model = folder.resolve("model");
        ConsoleRun.writeModel(model);
        comparator = SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(Device.CPU));
        pictures = folder.resolve("pictures");
        Pictures.grouped(pictures, 2, 3, 2, 40);
        Pictures.plain(pictures.resolve("blue.png"), 30, 20, Color.BLUE);
        query = folder.resolve("red.png");
        Pictures.plain(query, 40, 30, Color.RED);
        gallery = folder.resolve("deep/er/all.gallery");
        first = run("encode", pictures.toString(), "--out", gallery.toString());
    }

    @AfterAll
    static void close() {
        comparator.close();
    }

    @Test
    void encodeKeepsWhatTheEncoderGives() {
        assertThat(first.code()).as(first.errors()).isZero();
        assertThat(first.out().strip()).isEqualTo(gallery + ": 13 pictures, 13 of them new; 0 skipped; model light");
        Gallery kept = Gallery.load(gallery, comparator);
        assertThat(kept.entries())
                .extracting(Entry::id)
                .startsWith("blue.png", "group0/class0/0.png", "group0/class0/1.png")
                .hasSize(13);
        assertThat(kept.entry("group1/class2/1.png").orElseThrow().label()).isEqualTo("group1/class2");
        assertThat(kept.entry("blue.png").orElseThrow().label()).isEqualTo("blue");
        kept.forEach((entry, embedding) -> {
            Embedding alone = comparator.encoder().encode(Image.of(pictures.resolve(entry.id())));
            for (int i = 0; i < alone.dimension(); i++) {
                assertThat((double) embedding.get(i)).isCloseTo(alone.get(i), within(1e-5));
            }
        });
    }

    @Test
    void encodingAgainTouchesOnlyWhatChanged() throws IOException {
        Path changing = folder.resolve("changing");
        Pictures.grouped(changing, 1, 3, 2, 40);
        Path file = folder.resolve("changing.gallery");
        String[] command = {"encode", changing.toString(), "--out", file.toString(), "--int8"};
        assertThat(run(command).code()).isZero();

        // An entry that is encoded again loses this mark.
        Gallery before = Gallery.load(file, comparator);
        assertThat(before.storage()).isEqualTo(Storage.INT8);
        Embedding mark = Embedding.of(new float[comparator.encoder().dimension()]);
        before.entries().forEach(entry -> before.replace(entry, mark));
        before.save(file);

        Path classes = changing.resolve("group0");
        Pictures.plain(classes.resolve("class0/0.png"), 50, 50, Color.GREEN);
        Pictures.plain(classes.resolve("class3/new.png"), 50, 50, Color.GREEN);
        Files.delete(classes.resolve("class1/0.png"));
        Files.writeString(classes.resolve("class1/1.png"), "no picture any more");
        Files.writeString(classes.resolve("class2/notes.txt"), "no picture at all");
        ConsoleRun again = run(command);
        assertThat(again.code()).as(again.errors()).isZero();
        assertThat(again.out().strip()).isEqualTo(file + ": 5 pictures, 2 of them new; 1 skipped; model light");
        assertThat(again.errors()).contains("skipped group0/class1/1.png: IMAGE_UNSUPPORTED");
        assertThat(again.errors())
                .contains("passed over 1 file without the extension of an image: group0/class2/notes.txt");

        List<String> untouched = new ArrayList<>();
        Gallery after = Gallery.load(file, comparator);
        after.forEach((entry, embedding) -> {
            if (embedding.equals(mark)) {
                untouched.add(entry.id());
            }
        });
        assertThat(untouched)
                .containsExactlyInAnyOrder("group0/class0/1.png", "group0/class2/0.png", "group0/class2/1.png");
        assertThat(after.entries())
                .extracting(Entry::id)
                .contains("group0/class0/0.png", "group0/class3/new.png")
                .hasSize(5);
    }

    /** Returns the score of each image with the query, each pair computed by itself. */
    private static Map<String, Double> pairScores() {
        Map<String, Double> scores = new TreeMap<>();
        Gallery.load(gallery, comparator)
                .entries()
                .forEach(entry -> scores.put(entry.id(), comparator.similarity(query, pictures.resolve(entry.id()))));
        return scores;
    }

    @Test
    void searchFindsTheHighestScores() {
        Map<String, Double> scores = pairScores();
        List<Double> best =
                scores.values().stream().sorted((a, b) -> Double.compare(b, a)).toList();
        for (List<String> scan : List.of(List.<String>of(), List.of("--full"))) {
            List<String> options = new ArrayList<>(List.of(query.toString(), "-k", "4", "--json"));
            options.addAll(scan);
            JsonArray found = JsonParser.parseString(ask("search", options.toArray(String[]::new)))
                    .getAsJsonArray();
            assertThat(found).hasSize(4);
            for (int i = 0; i < 4; i++) {
                JsonObject each = found.get(i).getAsJsonObject();
                assertThat(each.keySet()).containsExactlyInAnyOrder("score", "id", "label", "model");
                assertThat(each.get("model").getAsString()).isEqualTo("light");
                String id = each.get("id").getAsString();
                assertThat(each.get("score").getAsDouble())
                        .isCloseTo(requireNonNull(scores.get(id)), within(ROUNDING))
                        .isCloseTo(best.get(i), within(ROUNDING));
                assertThat(each.get("label").getAsString())
                        .isEqualTo(id.equals("blue.png") ? "blue" : id.substring(0, id.lastIndexOf('/')));
            }
        }
        assertThat(ask("search", query.toString(), "-k", "100").lines())
                .hasSize(13)
                .first()
                .asString()
                .startsWith(String.format(Locale.ROOT, "%.4f  ", best.get(0)));
    }

    @Test
    void searchDrawsTheQueryAndWhatItFound() throws IOException {
        Path drawing = folder.resolve("found.png");
        ask("search", query.toString(), "-k", "7", "--picture", drawing.toString());
        BufferedImage drawn = ImageIO.read(drawing.toFile());
        // Eight cells of 160 with margins of 16 and two lines of text of 42, six in a row.
        assertThat(drawn.getWidth()).isEqualTo(16 + 6 * 176);
        assertThat(drawn.getHeight()).isEqualTo(16 + 2 * 218);
        assertThat(drawn.getRGB(16 + 80, 16 + 42 + 80) & 0xFFFFFF).isEqualTo(0xFF0000);
        assertThat(drawn.getRGB(16 + 176 + 80, 16 + 42 + 2) & 0xFFFFFF).isNotEqualTo(0xF5F5F5);
        assertThat(drawn.getRGB(16 + 2 * 176 + 80, 16 + 218 + 42 + 80) & 0xFFFFFF)
                .isEqualTo(0xF5F5F5);
        for (int cell = 0; cell < 6; cell++) {
            // The score and, below it, the label.
            assertThat(inked(drawn, 16 + cell * 176, 16))
                    .as("first line of cell %d", cell)
                    .isPositive();
            assertThat(inked(drawn, 16 + cell * 176, 16 + 18))
                    .as("second line of cell %d", cell)
                    .isPositive();
        }
    }

    private static int inked(BufferedImage drawn, int x, int y) {
        int inked = 0;
        for (int i = 0; i < 160 * 18; i++) {
            inked += (drawn.getRGB(x + i % 160, y + i / 160) & 0xFF) < 0x80 ? 1 : 0;
        }
        return inked;
    }

    @Test
    void identifyNamesTheNearestOrNobody() {
        Map<String, Double> scores = pairScores();
        double best = scores.values().stream().mapToDouble(score -> score).max().orElseThrow();
        JsonObject certain = JsonParser.parseString(
                        ask("identify", query.toString(), "--json", "--threshold", String.valueOf(best - 1e-4)))
                .getAsJsonObject();
        assertThat(certain.keySet()).containsExactlyInAnyOrder("picture", "label", "nearest", "score", "model");
        assertThat(certain.get("model").getAsString()).isEqualTo("light");
        assertThat(certain.get("picture").getAsString()).isEqualTo(query.toString());
        assertThat(certain.get("score").getAsDouble()).isCloseTo(best, within(ROUNDING));
        String nearest = certain.get("nearest").getAsString();
        assertThat(scores.get(nearest)).isCloseTo(best, within(ROUNDING));
        assertThat("group/" + nearest).contains(certain.get("label").getAsString());

        JsonObject unknown = JsonParser.parseString(
                        ask("identify", query.toString(), "--json", "--threshold", String.valueOf(best + 1e-4)))
                .getAsJsonObject();
        assertThat(unknown.keySet()).containsExactlyInAnyOrder("picture", "nearest", "score", "model");
        assertThat(ask("identify", query.toString(), "--threshold", "1"))
                .isEqualTo(String.format(Locale.ROOT, "%s: unknown  (%.4f to %s)", query, best, nearest));

        // The threshold of the model is 0.625.
        assertThat(ask("identify", query.toString()).contains(": unknown")).isEqualTo(best < 0.625);
    }

    @Test
    void oneShotRanksLabelsByTheNearestOrTheMean() {
        Map<String, DoubleSummaryStatistics> labels = new TreeMap<>();
        pairScores()
                .forEach((id, score) -> labels.computeIfAbsent(
                                id.equals("blue.png") ? "blue" : id.substring(0, id.lastIndexOf('/')),
                                label -> new DoubleSummaryStatistics())
                        .accept(score));
        for (String rule : List.of("nearest", "mean")) {
            JsonObject answer = JsonParser.parseString(ask("one-shot", query.toString(), "--json", "--rule", rule))
                    .getAsJsonObject();
            assertThat(answer.keySet()).containsExactlyInAnyOrder("picture", "labels", "model");
            assertThat(answer.get("model").getAsString()).isEqualTo("light");
            double before = 1;
            assertThat(answer.getAsJsonArray("labels")).hasSize(7);
            for (int i = 0; i < 7; i++) {
                JsonObject each = answer.getAsJsonArray("labels").get(i).getAsJsonObject();
                DoubleSummaryStatistics own =
                        requireNonNull(labels.get(each.get("label").getAsString()));
                double score = each.get("score").getAsDouble();
                assertThat(score)
                        .isCloseTo(rule.equals("mean") ? own.getAverage() : own.getMax(), within(ROUNDING))
                        .isLessThanOrEqualTo(before);
                before = score;
            }
        }
        assertThat(ask(
                                "one-shot",
                                query.toString(),
                                pictures.resolve("blue.png").toString())
                        .lines())
                .hasSize(16)
                .contains(query.toString(), pictures.resolve("blue.png").toString());
    }

    @Test
    void failuresAreTyped() throws IOException {
        String none = folder.resolve("none").toString();
        for (String command : List.of("search", "identify", "one-shot")) {
            ConsoleRun missing = run(command, query.toString(), "--gallery", none);
            assertThat(missing.code()).isEqualTo(Failures.GALLERY);
            assertThat(missing.errors()).startsWith("GALLERY_IO");
            assertThat(run(command, none, "--gallery", gallery.toString()).code())
                    .isEqualTo(Failures.IMAGE);
            assertThat(run(command, query.toString()).code()).isEqualTo(2);
        }
        byte[] bytes = Files.readAllBytes(gallery);
        bytes[bytes.length / 2] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged.gallery"), bytes);
        ConsoleRun corrupt = run("search", query.toString(), "--gallery", damaged.toString());
        assertThat(corrupt.code()).isEqualTo(Failures.GALLERY);
        assertThat(corrupt.errors()).startsWith("GALLERY_CORRUPT");
        assertThat(run("encode", pictures.toString(), "--out", damaged.toString())
                        .code())
                .isEqualTo(Failures.GALLERY);

        Path other = folder.resolve("other");
        ConsoleRun.writeModel(other, WeightStorage.INT8);
        ConsoleRun mismatch =
                ConsoleRun.of("search", query.toString(), "--gallery", gallery.toString(), "--model", other.toString());
        assertThat(mismatch.code()).isEqualTo(Failures.GALLERY);
        assertThat(mismatch.errors()).startsWith("GALLERY_MODEL_MISMATCH");

        assertThat(run("search", query.toString(), "--gallery", gallery.toString(), "-k", "0")
                        .code())
                .isEqualTo(2);
        assertThat(run("identify", query.toString(), "--gallery", gallery.toString(), "--threshold", "1.5")
                        .errors())
                .contains("--threshold must be in 0..1: 1.5");
        ConsoleRun noFolder = run("encode", none, "--out", gallery.toString());
        assertThat(noFolder.code()).isEqualTo(Failures.TRAINING);
        assertThat(noFolder.errors()).startsWith("DATA_EMPTY").contains(none);
        assertThat(ConsoleRun.of("encode", pictures.toString(), "--out", none, "--model", none)
                        .code())
                .isEqualTo(Failures.MODEL);
    }

    @Test
    void standardInputIsLookedUpLikeAFile() throws IOException {
        byte[] bytes = Files.readAllBytes(query);
        Path drawing = folder.resolve("from-input.png");
        String searched =
                ConsoleRun.withInput(bytes, () -> ask("search", "-", "-k", "3", "--picture", drawing.toString()));
        assertThat(searched).isEqualTo(ask("search", query.toString(), "-k", "3"));
        BufferedImage drawn = ImageIO.read(drawing.toFile());
        assertThat(drawn.getRGB(16 + 80, 16 + 42 + 80) & 0xFFFFFF).isEqualTo(0xFF0000);
        for (String command : List.of("identify", "one-shot")) {
            String blue = pictures.resolve("blue.png").toString();
            String found = ConsoleRun.withInput(bytes, () -> ask(command, blue, "-"));
            assertThat(found.replace("\n-", "\n" + query)).isEqualTo(ask(command, blue, query.toString()));
            ConsoleRun twice = run(command, "-", "-", "--gallery", gallery.toString());
            assertThat(twice.code()).isEqualTo(2);
        }
    }

    private static String ask(String command, String... more) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of(more));
        args.addAll(List.of("--gallery", gallery.toString()));
        ConsoleRun run = run(args.toArray(String[]::new));
        assertThat(run.code()).as(run.errors()).isZero();
        return run.out().strip();
    }

    private static ConsoleRun run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--model", model.toString(), "--device", "cpu"));
        return ConsoleRun.of(all.toArray(String[]::new));
    }
}
