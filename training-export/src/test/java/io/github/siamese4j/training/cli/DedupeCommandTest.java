package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.siamese4j.Calibration;
import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.internal.export.ModelCalibration;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupeCommandTest {

    private static final String AWKWARD = "copies/<i>'a' & b.bmp";

    /** The places of the originals of the first three ids, in the list of ids. */
    private static final int[] ORIGINALS = {3, 3, 6};

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void writeModel() {
        model = folder.resolve("model");
        ConsoleRun.writeModel(model);
    }

    /** Writes six drawings and three copies: the same bytes, another colour type, another format. */
    private static Path pictures(String name) throws IOException {
        Path pictures = folder.resolve(name);
        Pictures.grouped(pictures, 1, 6, 1, 40);
        Path copies = Files.createDirectories(pictures.resolve("copies"));
        Files.copy(original(pictures, 0), copies.resolve("bytes.png"));
        saveAnew(original(pictures, 0), BufferedImage.TYPE_INT_RGB, "png", copies.resolve("colours.png"));
        saveAnew(original(pictures, 3), BufferedImage.TYPE_3BYTE_BGR, "bmp", pictures.resolve(AWKWARD));
        return pictures;
    }

    private static Path original(Path pictures, int which) {
        return pictures.resolve("group0/class" + which + "/0.png");
    }

    private static void saveAnew(Path from, int type, String format, Path to) throws IOException {
        BufferedImage read = ImageIO.read(from.toFile());
        BufferedImage drawn = new BufferedImage(read.getWidth(), read.getHeight(), type);
        for (int y = 0; y < read.getHeight(); y++) {
            for (int x = 0; x < read.getWidth(); x++) {
                int grey = read.getRaster().getSample(x, y, 0);
                drawn.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        assertThat(ImageIO.write(drawn, format, to.toFile())).isTrue();
    }

    /** The model scores some pairs of different drawings above an image and itself, so copies are found by cosine. */
    @Test
    void copiesAreGroupedByDefault() throws IOException {
        Path pictures = pictures("default");
        JsonObject report = dedupe(pictures, folder.resolve("default-out"));
        assertThat(report.keySet()).containsExactlyInAnyOrder("model", "measure", "threshold", "pictures", "groups");
        assertThat(report.get("model").getAsString()).isEqualTo("light");
        assertThat(report.get("measure").getAsString()).isEqualTo("cosine");
        assertThat(report.get("pictures").getAsInt()).isEqualTo(9);
        List<String> ids = ids();
        double[][] scores = new double[ids.size()][ids.size()];
        try (SiameseComparator comparator = load()) {
            List<Embedding> embeddings = ids.stream()
                    .map(id -> comparator.encoder().encode(Image.of(pictures.resolve(id))))
                    .toList();
            for (int i = 0; i < scores.length; i++) {
                for (int j = 0; j < scores.length; j++) {
                    scores[i][j] = (1 + cosine(embeddings.get(i), embeddings.get(j))) / 2;
                }
            }
        }
        double threshold = report.get("threshold").getAsDouble();
        assertThat(threshold).isEqualTo(0.9995);
        assertThat(groups(report))
                .isEqualTo(connected(ids, scores, threshold))
                .anySatisfy(group -> assertThat(group).contains("copies/bytes.png", "copies/colours.png", ids.get(3)))
                .anySatisfy(group -> assertThat(group).contains(AWKWARD, ids.get(6)));
    }

    private static double cosine(Embedding a, Embedding b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.dimension(); i++) {
            product += (double) a.get(i) * b.get(i);
            left += (double) a.get(i) * a.get(i);
            right += (double) b.get(i) * b.get(i);
        }
        return product / Math.sqrt(left * right);
    }

    /** Equal embeddings are grouped even at a threshold above all scores of this model. */
    @Test
    void copiesAreGroupedAboveAllScores() throws IOException {
        JsonObject report = dedupe(pictures("strict"), folder.resolve("strict-out"), "--threshold", "1");
        assertThat(report.get("measure").getAsString()).isEqualTo("model");
        assertThat(groups(report))
                .containsExactlyInAnyOrder(
                        Set.of("copies/bytes.png", "copies/colours.png", "group0/class0/0.png"),
                        Set.of(AWKWARD, "group0/class3/0.png"));
    }

    private static List<String> ids() {
        List<String> ids = new ArrayList<>(List.of("copies/bytes.png", "copies/colours.png", AWKWARD));
        for (int i = 0; i < 6; i++) {
            ids.add("group0/class" + i + "/0.png");
        }
        return ids;
    }

    @Test
    void groupsAreThoseOfAllPairs() throws IOException {
        Path pictures = pictures("pairs");
        List<String> ids = ids();
        double[][] scores = new double[ids.size()][ids.size()];
        try (SiameseComparator comparator = load()) {
            for (int i = 0; i < ids.size(); i++) {
                for (int j = 0; j < ids.size(); j++) {
                    scores[i][j] = comparator.similarity(pictures.resolve(ids.get(i)), pictures.resolve(ids.get(j)));
                }
            }
        }
        // Three of the fifteen pairs of different drawings score above the threshold.
        double[] different = IntStream.range(3, 9)
                .boxed()
                .flatMapToDouble(i -> IntStream.range(i + 1, 9).mapToDouble(j -> scores[i][j]))
                .sorted()
                .toArray();
        double threshold = (different[11] + different[12]) / 2;
        JsonObject report = dedupe(pictures, folder.resolve("pairs-out"), "--threshold", String.valueOf(threshold));
        assertThat(groups(report)).isEqualTo(connected(ids, scores, threshold));
        for (JsonElement group : report.getAsJsonArray("groups")) {
            int first = -1;
            for (JsonElement each : group.getAsJsonArray()) {
                int member = ids.indexOf(each.getAsJsonObject().get("id").getAsString());
                first = first < 0 ? member : first;
                assertThat(each.getAsJsonObject().get("score").getAsDouble())
                        .isCloseTo(scores[first][member], within(1e-6));
            }
        }
    }

    private static Set<Set<String>> connected(List<String> ids, double[][] scores, double threshold) {
        int[] group = new int[ids.size()];
        for (int i = 0; i < group.length; i++) {
            group[i] = i;
        }
        for (int round = 0; round < group.length; round++) {
            for (int i = 0; i < group.length; i++) {
                for (int j = 0; j < group.length; j++) {
                    boolean same = scores[i][j] >= threshold || (i < 3 && ORIGINALS[i] == j);
                    group[i] = same ? Math.min(group[i], group[j]) : group[i];
                    group[j] = same ? group[i] : group[j];
                }
            }
        }
        List<Set<String>> members = new ArrayList<>();
        for (int i = 0; i < group.length; i++) {
            Set<String> each = new TreeSet<>();
            for (int j = 0; j < group.length; j++) {
                if (group[j] == i) {
                    each.add(ids.get(j));
                }
            }
            members.add(each);
        }
        members.removeIf(each -> each.size() < 2);
        return Set.copyOf(members);
    }

    @Test
    void csvAndContactSheetSayTheSame() throws IOException {
        Path out = folder.resolve("sheet-out");
        JsonObject report = dedupe(pictures("sheet"), out);
        List<String> lines = new ArrayList<>(List.of("group,id,score"));
        int number = 1;
        for (JsonElement group : report.getAsJsonArray("groups")) {
            for (JsonElement each : group.getAsJsonArray()) {
                String id = each.getAsJsonObject().get("id").getAsString();
                lines.add(number + "," + id + ","
                        + each.getAsJsonObject().get("score").getAsDouble());
            }
            number++;
        }
        assertThat(Files.readAllLines(out.resolve("groups.csv"))).isEqualTo(lines);

        String sheet = Files.readString(out.resolve("contact-sheet.html"));
        assertThat(sheet).contains("copies/&lt;i&gt;&#39;a&#39; &amp; b.bmp").doesNotContain("<i>");
        Matcher thumbnails =
                Pattern.compile("src=\"data:image/jpeg;base64,([^\"]+)\"").matcher(sheet);
        int shown = 0;
        while (thumbnails.find()) {
            BufferedImage thumbnail =
                    ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(thumbnails.group(1))));
            assertThat(thumbnail.getWidth()).isEqualTo(96);
            shown++;
        }
        assertThat(shown).isEqualTo(lines.size() - 1);
        try (var files = Files.list(out)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("contact-sheet.html", "groups.csv", "groups.json", "embeddings.gallery");
        }
    }

    @Test
    void goesOnWhereItWasAndForgetsWhatIsGone() throws IOException {
        Path pictures = pictures("changing");
        Path out = folder.resolve("changing-out");
        Path awkward = pictures.resolve(AWKWARD);
        Path aside = folder.resolve("aside.bmp");
        Files.move(awkward, aside);
        Files.writeString(pictures.resolve("broken.jpg"), "no picture");
        ConsoleRun half = run(pictures, out);
        assertThat(half.code()).as(half.errors()).isZero();
        assertThat(half.out())
                .startsWith("8 pictures, 1 skipped; ")
                .contains(out.resolve("contact-sheet.html").toString());
        assertThat(half.errors()).contains("skipped broken.jpg: IMAGE_UNSUPPORTED");

        Files.move(aside, awkward);
        Files.delete(pictures.resolve("broken.jpg"));
        JsonObject continued = dedupe(pictures, out);
        assertThat(groups(continued)).isEqualTo(groups(dedupe(pictures, folder.resolve("fresh-out"))));

        Files.delete(pictures.resolve("copies/bytes.png"));
        Files.delete(pictures.resolve("copies/colours.png"));
        JsonObject fewer = dedupe(pictures, out);
        assertThat(fewer.get("pictures").getAsInt()).isEqualTo(7);
        assertThat(groups(fewer)).noneSatisfy(group -> assertThat(group).contains("copies/bytes.png"));
    }

    /** Among nine pictures, a copy must be nine times as likely: 1 / (1 + exp(40 − 50 s)) = 9 / 10. */
    @Test
    void aModelCalibratedOnCopiesDecides() throws IOException {
        Path calibrated = folder.resolve("calibrated");
        ConsoleRun.writeModel(calibrated);
        Path pictures = pictures("by-model");
        Map<String, String> facts = Map.of("protocol", "copies");
        Calibration platt = new Calibration.Platt(-50, 40);
        new ModelCalibration(0.4, Optional.of(platt), facts).writeTo(calibrated);
        JsonObject likely = dedupe(pictures, folder.resolve("likely-out"), "--model", calibrated.toString());
        assertThat(likely.get("measure").getAsString()).isEqualTo("model");
        double threshold = likely.get("threshold").getAsDouble();
        assertThat(threshold).isCloseTo((40 + Math.log(9)) / 50, within(1e-12));
        JsonObject given = dedupe(
                pictures,
                folder.resolve("given-out"),
                "--model",
                calibrated.toString(),
                "--threshold",
                String.valueOf(threshold));
        assertThat(groups(likely)).isEqualTo(groups(given));

        // The model's threshold is the least, and one that no score reaches is 1.
        new ModelCalibration(0.95, Optional.of(platt), facts).writeTo(calibrated);
        assertThat(threshold(pictures, calibrated, "high-out")).isEqualTo(0.95);
        new ModelCalibration(0.95, Optional.empty(), facts).writeTo(calibrated);
        assertThat(threshold(pictures, calibrated, "none-out")).isEqualTo(0.95);
        new ModelCalibration(0.4, Optional.of(new Calibration.Platt(-1, 1)), facts).writeTo(calibrated);
        assertThat(threshold(pictures, calibrated, "never-out")).isEqualTo(1);
        new ModelCalibration(0.4, Optional.of(platt), Map.of("criterion", "best F1")).writeTo(calibrated);
        assertThat(threshold(pictures, calibrated, "labelled-out")).isEqualTo(0.9995);
    }

    private static double threshold(Path pictures, Path calibrated, String out) throws IOException {
        return dedupe(pictures, folder.resolve(out), "--model", calibrated.toString())
                .get("threshold")
                .getAsDouble();
    }

    @Test
    void blankPicturesAreMarked() throws IOException {
        Path pictures = pictures("blank");
        Pictures.plain(pictures.resolve("white.png"), 40, 40, Color.WHITE);
        Pictures.plain(pictures.resolve("white-too.png"), 40, 40, new Color(255, 255, 254));
        Path out = folder.resolve("blank-out");
        ConsoleRun run = run(pictures, out, "--json");
        assertThat(JsonParser.parseString(run.out())
                        .getAsJsonObject()
                        .get("blank")
                        .getAsInt())
                .isEqualTo(2);
        assertThat(run.errors()).contains("2 of the grouped pictures are blank, such as white-too.png");
        JsonObject report = JsonParser.parseString(Files.readString(out.resolve("groups.json")))
                .getAsJsonObject();
        Set<String> marked = new TreeSet<>();
        for (JsonElement group : report.getAsJsonArray("groups")) {
            for (JsonElement each : group.getAsJsonArray()) {
                if (each.getAsJsonObject().has("blank")) {
                    marked.add(each.getAsJsonObject().get("id").getAsString());
                }
            }
        }
        assertThat(marked).containsExactly("white-too.png", "white.png");
        assertThat(Files.readString(out.resolve("contact-sheet.html"))).contains("<br>blank");
    }

    @Test
    void failuresAreTyped() throws IOException {
        Path pictures = pictures("failing");
        ConsoleRun range = run(pictures, folder.resolve("failing-out"), "--threshold", "-0.1");
        assertThat(range.code()).isEqualTo(2);
        assertThat(range.errors()).contains("--threshold must be in 0..1: -0.1");
        assertThat(run(folder.resolve("none"), folder.resolve("failing-out")).code())
                .isEqualTo(Failures.TRAINING);
        Path broken = Files.createDirectories(folder.resolve("broken-out"));
        Files.writeString(broken.resolve("embeddings.gallery"), "no gallery");
        ConsoleRun corrupt = run(pictures, broken);
        assertThat(corrupt.code()).isEqualTo(Failures.GALLERY);
        assertThat(corrupt.errors()).startsWith("GALLERY_CORRUPT");
        assertThat(ConsoleRun.of("dedupe", pictures.toString(), "--model", model.toString())
                        .code())
                .isEqualTo(2);
    }

    private static SiameseComparator load() {
        return SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(Device.CPU));
    }

    private static Set<Set<String>> groups(JsonObject report) {
        List<Set<String>> groups = new ArrayList<>();
        for (JsonElement group : report.getAsJsonArray("groups")) {
            Set<String> ids = new TreeSet<>();
            group.getAsJsonArray()
                    .forEach(each -> ids.add(each.getAsJsonObject().get("id").getAsString()));
            groups.add(ids);
        }
        return Set.copyOf(groups);
    }

    private static JsonObject dedupe(Path pictures, Path out, String... more) throws IOException {
        ConsoleRun run = run(pictures, out, more);
        assertThat(run.code()).as(run.errors()).isZero();
        return JsonParser.parseString(Files.readString(out.resolve("groups.json")))
                .getAsJsonObject();
    }

    private static ConsoleRun run(Path pictures, Path out, String... more) {
        List<String> args =
                new ArrayList<>(List.of("dedupe", pictures.toString(), "--out", out.toString(), "--device", "cpu"));
        args.addAll(List.of(more));
        if (!args.contains("--model")) {
            args.addAll(List.of("--model", model.toString()));
        }
        return ConsoleRun.of(args.toArray(String[]::new));
    }
}
