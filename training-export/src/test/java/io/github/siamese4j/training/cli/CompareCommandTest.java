package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.training.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path red;
    private static Path blue;

    @BeforeAll
    static void write() {
        model = folder.resolve("model");
        ConsoleRun.writeModel(model);
        red = folder.resolve("red.png");
        blue = folder.resolve("blue.png");
        Pictures.plain(red, 40, 30, Color.RED);
        Pictures.plain(blue, 30, 40, Color.BLUE);
    }

    @Test
    void printsTheScoreOfTheLibrary() {
        double expected;
        try (SiameseComparator comparator =
                SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(Device.CPU))) {
            expected = comparator.similarity(red, blue);
        }
        ConsoleRun run = compare(red, blue);
        assertThat(run.code()).isZero();
        assertThat(run.out().strip())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "similarity %.4f  %s (threshold 0.6250, model light)",
                        expected,
                        expected >= 0.625 ? "same" : "different"));

        JsonObject json =
                JsonParser.parseString(compare(red, blue, "--json").out()).getAsJsonObject();
        assertThat(json.keySet()).containsExactlyInAnyOrder("similarity", "threshold", "same", "device", "model");
        assertThat(json.get("similarity").getAsDouble()).isEqualTo(expected);
        assertThat(json.get("same").getAsBoolean()).isEqualTo(expected >= 0.625);
        assertThat(json.get("device").getAsString()).isEqualTo("CPU");
        assertThat(json.get("model").getAsString()).isEqualTo("light");
    }

    @Test
    void imagesWithMorePixelsAreRefused() throws IOException {
        Path large = folder.resolve("large.png");
        Pictures.plain(large, 1001, 1000, Color.RED);
        ConsoleRun refused = compare(large, blue, "--max-megapixels", "1");
        assertThat(refused.code()).isEqualTo(Failures.IMAGE);
        assertThat(refused.errors()).startsWith("IMAGE_TOO_LARGE");
        assertThat(compare(large, blue, "--max-megapixels", "2").code()).isZero();
        // 56 megapixels, all white.
        Path scan = folder.resolve("scan.pbm");
        byte[] bytes = Arrays.copyOf("P4 8000 7000\n".getBytes(StandardCharsets.US_ASCII), 13 + 7_000_000);
        Files.write(scan, bytes);
        assertThat(compare(scan, blue).code()).isEqualTo(Failures.IMAGE);
        Path pair = folder.resolve("scan.png");
        assertThat(compare(scan, blue, "--max-megapixels", "108", "--picture", pair.toString())
                        .code())
                .isZero();
        assertThat(pair).isRegularFile();
        assertThat(compare(red, blue, "--max-megapixels", "0").code()).isEqualTo(Failures.USAGE);
    }

    @Test
    void drawsBothPictures() throws IOException {
        Path picture = folder.resolve("pair.png");
        assertThat(compare(red, blue, "--picture", picture.toString()).code()).isZero();
        BufferedImage drawn = ImageIO.read(picture.toFile());
        assertThat(drawn.getWidth()).isGreaterThan(600);
        assertThat(drawn.getRGB(drawn.getWidth() / 4, drawn.getHeight() / 2) & 0xFFFFFF)
                .isEqualTo(0xFF0000);
        assertThat(drawn.getRGB(drawn.getWidth() * 3 / 4, drawn.getHeight() / 2) & 0xFFFFFF)
                .isEqualTo(0x0000FF);
    }

    @Test
    void keepsTheImagesThatAreRead() throws IOException {
        byte[] before = Files.readAllBytes(red);
        for (String option : List.of("--picture", "--explain")) {
            ConsoleRun run = compare(blue, red, option, red.toString());
            assertThat(run.code()).isEqualTo(Failures.USAGE);
            assertThat(run.errors()).contains(option + ": " + red);
        }
        assertThat(red).hasBinaryContent(before);
    }

    @Test
    void drawsWhatThePairHasInCommon() throws IOException {
        Path picture = folder.resolve("explained.png");
        assertThat(compare(red, red, "--explain", picture.toString()).code()).isZero();
        BufferedImage drawn = ImageIO.read(picture.toFile());
        assertThat(drawn.getWidth()).isGreaterThan(800);
        int middle = drawn.getHeight() / 2;
        // The image is compared with itself, so both halves are equal, apart from the margin between them.
        int half = (drawn.getWidth() - 16) / 2;
        for (int x = 16; x < half; x++) {
            assertThat(drawn.getRGB(x, middle)).as("%d", x).isEqualTo(drawn.getRGB(x + half, middle));
        }
        assertThat(compare(red, blue, "--explain", folder.resolve("none/x.png").toString())
                        .code())
                .isNotZero();
    }

    @Test
    void standardInputIsAnImageLikeAFile() throws IOException {
        byte[] bytes = Files.readAllBytes(red);
        Path dash = Path.of("-");
        for (String option : List.of("--picture", "--explain")) {
            Path piped = folder.resolve("piped.png");
            Path filed = folder.resolve("filed.png");
            ConsoleRun run = ConsoleRun.withInput(bytes, () -> compare(dash, blue, option, piped.toString()));
            assertThat(run.code()).as(run.errors()).isZero();
            assertThat(run.out())
                    .isEqualTo(compare(red, blue, option, filed.toString()).out());
            assertThat(Files.readAllBytes(piped)).isEqualTo(Files.readAllBytes(filed));
        }
        assertThat(ConsoleRun.withInput(bytes, () -> compare(blue, dash)).out())
                .isEqualTo(compare(blue, red).out());
    }

    @Test
    void standardInputHoldsOneImageWithinTheLimits() {
        Path dash = Path.of("-");
        ConsoleRun twice = compare(dash, dash);
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.errors()).contains("standard input ('-') holds one image");
        ConsoleRun empty = ConsoleRun.withInput(new byte[0], () -> compare(dash, blue));
        assertThat(empty.code()).isEqualTo(Failures.IMAGE);
        assertThat(empty.errors()).startsWith("IMAGE_UNSUPPORTED").contains("empty");
        byte[] endless = new byte[(32 << 20) + 5];
        ConsoleRun tooLong = ConsoleRun.withInput(endless, () -> compare(dash, blue));
        assertThat(tooLong.errors()).startsWith("IMAGE_TOO_LARGE").contains(((32 << 20) + 1) + " bytes");
    }

    @Test
    void tiffIsReadAsInTraining() throws IOException {
        Path tiff = folder.resolve("red.tiff");
        assertThat(ImageIO.write(ImageIO.read(red.toFile()), "tiff", tiff.toFile()))
                .isTrue();
        ConsoleRun run =
                compare(tiff, blue, "--picture", folder.resolve("tiff.png").toString());
        assertThat(run.code()).as(run.errors()).isZero();
        assertThat(run.out()).isEqualTo(compare(red, blue).out());
    }

    @Test
    void aPictureThatCannotBeWrittenIsAnErrorWithACode() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path picture : List.of(folder.resolve("none/x.png"), file.resolve("x.png"), folder)) {
            ConsoleRun run = compare(red, blue, "--picture", picture.toString());
            assertThat(run.code()).as("%s", picture).isEqualTo(Failures.TRAINING);
            assertThat(run.errors())
                    .startsWith("IO_FAILED: cannot write " + picture)
                    .hasLineCount(1);
        }
    }

    @Test
    void exitCodesTellFailuresApart() {
        assertThat(ConsoleRun.of().code()).isEqualTo(2);
        assertThat(ConsoleRun.of("compare").code()).isEqualTo(2);
        assertThat(compare(red, blue, "--device", "gpu").code()).isEqualTo(2);
        assertThat(compare(red, folder.resolve("none.png")).code()).isEqualTo(Failures.IMAGE);
        assertThat(ConsoleRun.of(
                                "compare",
                                red.toString(),
                                blue.toString(),
                                "--model",
                                folder.resolve("none").toString())
                        .code())
                .isEqualTo(Failures.MODEL);
        assertThat(compare(red, folder.resolve("none.png")).errors()).startsWith("IMAGE_UNREADABLE");
        assertThat(ConsoleRun.of("compare", "--help").out()).contains("--picture", "--explain", "--json", "--model");
    }

    @Test
    void aThousandDamagedFilesAreEachRefusedWithATypedError() throws IOException {
        long seed = 5;
        Random random = new Random(seed);
        byte[] png = Files.readAllBytes(red);
        byte[] jpeg = jpeg();
        Path damaged = folder.resolve("damaged");
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = switch (i % 3) {
                case 0 -> Arrays.copyOf(png, random.nextInt(png.length));
                case 1 -> Arrays.copyOf(jpeg, random.nextInt(jpeg.length));
                default -> {
                    byte[] noise = new byte[random.nextInt(5000)];
                    random.nextBytes(noise);
                    yield noise;
                }
            };
            Files.write(damaged, bytes);
            ConsoleRun run = compare(red, damaged);
            assertThat(run.code())
                    .as("seed %d, file %d: %s", seed, i, run.errors())
                    .isEqualTo(Failures.IMAGE);
            assertThat(run.errors()).startsWith("IMAGE_");
            assertThat(run.out()).isEmpty();
        }
        assertThat(compare(red, blue).code()).isZero();
    }

    @Test
    void predictAsksAgainUntilAFileOpens() {
        InputStream before = System.in;
        String lines = String.join(
                "\n",
                "none.png",
                red.toString(),
                blue.toString(),
                model.resolve("MODEL_CARD.md").toString(),
                red.toString());
        System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        try {
            ConsoleRun run = ConsoleRun.of("predict", "--model", model.toString());
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .contains("Image_1 cannot be opened. Try again!")
                    .containsPattern("Similarity:[01]\\.\\d{3}")
                    .contains("IMAGE_UNSUPPORTED");
        } finally {
            System.setIn(before);
        }
    }

    private static ConsoleRun compare(Path a, Path b, String... more) {
        String[] args = Arrays.copyOf(
                new String[] {"compare", a.toString(), b.toString(), "--model", model.toString()}, 5 + more.length);
        System.arraycopy(more, 0, args, 5, more.length);
        return ConsoleRun.of(args);
    }

    private static byte[] jpeg() throws IOException {
        BufferedImage picture = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 64 * 48; i++) {
            picture.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
        }
        Path file = folder.resolve("noise.jpg");
        ImageIO.write(picture, "jpg", file.toFile());
        return Files.readAllBytes(file);
    }
}
