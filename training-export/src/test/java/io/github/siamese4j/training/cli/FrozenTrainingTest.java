package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.training.ModelExport;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trains on the embeddings of a shipped model, by commands only. */
class FrozenTrainingTest {

    private static final Path LIGHT = Path.of("..", "examples", "models", "omniglot-light")
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path folder;

    private ConsoleRun train(Path data, Path run, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--data", data.toString(), "--run", run.toString(), "--encoder", LIGHT.toString()));
        arguments.addAll(List.of(options));
        return ConsoleRun.of(arguments.toArray(String[]::new));
    }

    /** Writes classes of pictures side by side. */
    private Path pictures(int classes, int each) {
        Path data = folder.resolve("data");
        Pictures.grouped(data, 1, classes, each, 40);
        return data.resolve("group0");
    }

    @Test
    void exportsOneModelOfBothGraphs() throws IOException {
        Path data = pictures(10, 6);
        Path run = folder.resolve("run");
        ConsoleRun trained = train(data, run, "--steps", "4", "--views", "1");
        assertThat(trained.code()).as(trained.errors()).isZero();
        String log = Files.readString(run.resolve("train.log"));
        assertThat(log)
                .contains("encoding 120 images and views", "held out: 3 classes", "time: about", "frozen encoder: loss")
                .contains("raw pixels", "next: siamese4j export " + run);
        assertThat(Files.readAllLines(run.resolve("held-out.txt")))
                .hasSize(18)
                .allMatch(name -> Files.exists(data.resolve(name)));

        // The last checkpoint is that of a trained network, whatever the best is.
        Path model = folder.resolve("model");
        ModelExport.Report report = ModelExport.write(run.resolve("last"), model, ModelExport.Settings.of("joined"));
        assertThat(report.embeddingRelative()).isBetween(0.0, 1e-4);
        TwinWeights weights = TwinWeights.load(run.resolve("last"));
        float[] matrix = weights.tensor("trunk.dense1.weight").values();
        float[] bias = weights.tensor("trunk.dense1.bias").values();
        Path one = data.resolve("class0/0.png");
        Path other = data.resolve("class4/2.png");
        try (Encoder frozen = Encoder.load(LIGHT);
                SiameseComparator joined = SiameseComparator.load(model)) {
            float[] expected =
                    project(matrix, bias, frozen.encode(Image.of(one)).toArray());
            float[] actual = joined.encoder().encode(Image.of(one)).toArray();
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isEqualTo(expected[i], within(1e-5f));
            }
            float[] second =
                    project(matrix, bias, frozen.encode(Image.of(other)).toArray());
            assertThat(joined.similarity(one, other))
                    .isCloseTo(Metric.COSINE.score(Embedding.of(expected), Embedding.of(second)), within(1e-5));
        }
    }

    private static float[] project(float[] matrix, float[] bias, float[] x) {
        float[] projected = new float[bias.length];
        for (int i = 0; i < projected.length; i++) {
            double sum = bias[i];
            for (int j = 0; j < x.length; j++) {
                sum += (double) matrix[i * x.length + j] * x[j];
            }
            projected[i] = (float) sum;
        }
        return projected;
    }

    @ParameterizedTest
    @CsvSource({"--linear, COSINE, FLOAT32", "--no-linear, EUCLIDEAN, INT8", "--linear, HEAD, FLOAT16"})
    void exportsOtherNetworks(String linear, String scorer, String storage) {
        Path run = folder.resolve("run");
        ConsoleRun trained = train(
                pictures(9, 4),
                run,
                "--steps",
                "3",
                linear,
                "--scorer",
                scorer,
                "--hidden",
                "24,12",
                "--loss",
                scorer.equals("HEAD") ? "CROSS_ENTROPY" : "TRIPLET");
        assertThat(trained.code()).as(trained.errors()).isZero();
        ConsoleRun export = ConsoleRun.of(
                "export", run + "/last", "--out", folder.resolve("model").toString(), "--storage", storage);
        assertThat(export.code()).as(export.errors()).isZero();
        Map<String, String> metadata =
                ModelDirectory.read(folder.resolve("model")).encoder().metadata();
        assertThat(metadata.get("siamese4j.storage")).contains(storage.toLowerCase(Locale.ROOT));
        assertThat(folder.resolve("model/MODEL_CARD.md"))
                .content()
                .contains("| weight storage | " + metadata.get("siamese4j.storage") + " |", "| trained_parameters |")
                .doesNotContain("| parameters |");
        try (SiameseComparator comparator = SiameseComparator.load(folder.resolve("model"))) {
            assertThat(comparator.encoder().dimension()).isEqualTo(12);
        }
    }

    @Test
    void keepsTheFrozenEncoderWhereTrainingMakesItWorse() throws IOException {
        Path run = folder.resolve("run");
        // A rate at which a network of random layers is no better than chance.
        ConsoleRun trained =
                train(pictures(12, 4), run, "--steps", "2", "--hidden", "2", "--no-linear", "--learning-rate", "1e-9");
        assertThat(trained.code()).as(trained.errors()).isZero();
        assertThat(Files.readString(run.resolve("train.log"))).contains("so the frozen encoder is kept");
        Path model = folder.resolve("model");
        ConsoleRun export = ConsoleRun.of("export", run.toString(), "--out", model.toString());
        assertThat(export.code()).as(export.errors()).isZero();
        try (SiameseComparator kept = SiameseComparator.load(model);
                SiameseComparator frozen = SiameseComparator.load(LIGHT)) {
            assertThat(kept.encoder().id()).isEqualTo(frozen.encoder().id());
            Image one = Image.of(folder.resolve("data/group0/class1/0.png"));
            Image other = Image.of(folder.resolve("data/group0/class1/1.png"));
            assertThat(kept.similarity(one, other)).isEqualTo(frozen.similarity(one, other));
        }
        ConsoleRun evaluated = ConsoleRun.of("evaluate", "--run", run.toString(), "--trials", "60");
        assertThat(evaluated.code()).as(evaluated.errors()).isZero();
        assertThat(evaluated.out()).contains("12 pictures");
    }

    @Test
    void goesOnWithTheImagesThatAreNotEncoded() throws IOException {
        Path data = pictures(8, 4);
        Path whole = folder.resolve("whole");
        assertThat(train(data, whole, "--steps", "2").code()).isZero();
        Path stopped = folder.resolve("stopped");
        assertThat(train(data, stopped, "--steps", "2").code()).isZero();
        // What a process leaves that is killed while it writes the eleventh of 32 embeddings.
        withoutCheckpoints(stopped);
        Path vectors = stopped.resolve("embeddings/vectors.f32");
        byte[] all = Files.readAllBytes(vectors);
        Files.write(vectors, java.util.Arrays.copyOf(all, 10 * 256 * 4 + 77), StandardOpenOption.TRUNCATE_EXISTING);
        ConsoleRun resumed = ConsoleRun.of("train", "--resume", "--run", stopped.toString());
        assertThat(resumed.code()).as(resumed.errors()).isZero();
        assertThat(Files.readString(stopped.resolve("train.log")))
                .contains("encoding 22 images and views, after 10 that are there already");
        assertThat(vectors).hasBinaryContent(all);
        assertThat(stopped.resolve("last/weights.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("last/weights.safetensors"));
    }

    @Test
    void aRunBegunAgainListsTheImagesAgain() throws IOException {
        Path data = pictures(8, 4);
        Path run = folder.resolve("run");
        assertThat(train(data, run, "--steps", "2").code()).isZero();
        withoutCheckpoints(run);
        ConsoleRun same = train(data, run, "--steps", "2");
        assertThat(same.code()).as(same.errors()).isZero();
        assertThat(Files.readString(run.resolve("train.log")))
                .containsOnlyOnce("encoding 32 images and views")
                .doesNotContain("encoded again");
        withoutCheckpoints(run);
        Files.copy(data.resolve("class7/3.png"), data.resolve("class7/4.png"));
        ConsoleRun added = train(data, run, "--steps", "2");
        assertThat(added.code()).as(added.errors()).isZero();
        assertThat(Files.readString(run.resolve("train.log")))
                .contains("all images are encoded again", "encoding 33 images and views");
    }

    /** Removes what the first checkpoint wrote. */
    private static void withoutCheckpoints(Path run) throws IOException {
        for (String kind : List.of("last", "best")) {
            for (String file : List.of("weights.safetensors", "optimizer.safetensors", "state.json")) {
                Files.delete(run.resolve(kind).resolve(file));
            }
            Files.delete(run.resolve(kind));
        }
    }

    @Test
    void aRunNeedsItsEncoderForTheExportOnly() throws IOException {
        Path data = pictures(8, 4);
        Path encoder = folder.resolve("encoder");
        Files.createDirectory(encoder);
        for (String file : List.of("encoder.onnx", "scorer.onnx")) {
            Files.copy(LIGHT.resolve(file), encoder.resolve(file));
        }
        Path run = folder.resolve("run");
        assertThat(train(data, run, "--steps", "2", "--encoder", encoder.toString())
                        .code())
                .isEqualTo(2);
        ConsoleRun trained = ConsoleRun.of(
                "train",
                "--data",
                data.toString(),
                "--run",
                run.toString(),
                "--encoder",
                encoder.toString(),
                "--steps",
                "2");
        assertThat(trained.code()).as(trained.errors()).isZero();
        ConsoleRun onto = ConsoleRun.of("export", run + "/last", "--out", encoder.toString(), "--force");
        assertThat(onto.errors()).startsWith("TARGET_OCCUPIED").contains("holds the frozen encoder of the run");
        assertThat(encoder.resolve("encoder.onnx")).hasSameBinaryContentAs(LIGHT.resolve("encoder.onnx"));
        Path moved = Files.move(encoder, folder.resolve("moved"));
        assertThat(ConsoleRun.of("train", "--resume", "--run", run.toString()).code())
                .isZero();
        String model = folder.resolve("model").toString();
        ConsoleRun missing = ConsoleRun.of("export", run + "/last", "--out", model);
        assertThat(missing.code()).isNotZero();
        assertThat(missing.errors()).startsWith("ENCODER_UNUSABLE").contains(encoder.toString());
        Path vgg = LIGHT.resolveSibling("omniglot-vgg16");
        ConsoleRun wrong = ConsoleRun.of("export", run + "/last", "--out", model, "--encoder", vgg.toString());
        assertThat(wrong.errors()).startsWith("ENCODER_UNUSABLE").contains("but the run began with");
        assertThat(ConsoleRun.of("export", run + "/last", "--out", model, "--encoder", moved.toString())
                        .code())
                .isZero();
    }

    @Test
    void eachImageCanBeAClass() throws IOException {
        Path data = pictures(4, 5);
        Path run = folder.resolve("run");
        ConsoleRun trained = train(data, run, "--layout", "IMAGES", "--views", "3", "--steps", "5");
        assertThat(trained.code()).as(trained.errors()).isZero();
        assertThat(Files.readString(run.resolve("train.log")))
                .contains(
                        "encoding 80 images and views", "training: 16 classes with 64 samples", "held out: 4 classes");
        assertThat(Files.readAllLines(run.resolve("held-out.txt"))).hasSize(4);
        assertThat(ConsoleRun.of("evaluate", "--run", run.toString()).errors()).contains("--protocol copies");
        assertThat(train(data, folder.resolve("other"), "--layout", "IMAGES", "--views", "0")
                        .errors())
                .startsWith("CONFIG_INVALID")
                .contains("at least one view");
    }

    @Test
    void copiesHaveTheirOwnDefaults() {
        String encoder = LIGHT.toString();
        String[] fresh = {
            "train", "--data", "d", "--run", "r", "--encoder", encoder, "--layout", "IMAGES", "--print-config"
        };
        assertThat(ConsoleRun.of(fresh).out().replaceAll("\\s", "")).contains("\"widths\":[1024]", "\"views\":6");
        assertThat(ConsoleRun.of("train", "--help").out().replaceAll("\\s+", " "))
                .contains("1,024 values and 6 views", "optimistic");
        assertThat(ConsoleRun.of("evaluate", "--help").out()).doesNotContain("IMAGES");
    }

    @Test
    void skipsAndCountsBrokenImages() throws IOException {
        Path data = pictures(8, 4);
        Files.writeString(data.resolve("class3/1.png"), "no image");
        Path run = folder.resolve("run");
        assertThat(train(data, run, "--steps", "2").errors())
                .startsWith("DATA_CORRUPT")
                .contains("--max-corrupt");
        ConsoleRun trained = train(data, run, "--steps", "2", "--max-corrupt", "0.1");
        assertThat(trained.code()).as(trained.errors()).isZero();
        assertThat(Files.readString(run.resolve("data.txt"))).contains("1 of 32 images", "class3/1.png");
    }

    @ParameterizedTest
    @CsvSource({"3, 2, 0", "3, 5, 6", "2, 4, 4", "10, 2, 6"})
    void takesSmallFolders(int classes, int each, int heldOut) throws IOException {
        Path run = folder.resolve("run");
        ConsoleRun trained = train(pictures(classes, each), run, "--steps", "5");
        assertThat(trained.code()).as(trained.errors()).isZero();
        assertThat(Files.readAllLines(run.resolve("held-out.txt"))).hasSize(heldOut);
        ConsoleRun export = ConsoleRun.of(
                "export", run.toString(), "--out", folder.resolve("model").toString());
        assertThat(export.code()).as(export.errors()).isZero();
        if (heldOut == 0) {
            assertThat(Files.readString(run.resolve("train.log"))).contains("too few images to measure");
        }
    }

    /** The pixels of a class are equal up to noise, so any sensible projection tells the classes apart. */
    @Test
    void learnsToTellKnownClassesApart() throws IOException {
        Path run = folder.resolve("run");
        ConsoleRun trained = train(pictures(12, 8), run, "--hold-out", "PICTURES", "--steps", "100");
        assertThat(trained.code()).as(trained.errors()).isZero();
        String log = Files.readString(run.resolve("train.log"));
        double before = figure(log, "frozen encoder: .*AUC ([0-9.]+)");
        double after = figure(log, "step 100: .*AUC ([0-9.]+)");
        assertThat(after).as(log).isGreaterThanOrEqualTo(before);
    }

    private static double figure(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Double.parseDouble(matcher.group(1).toLowerCase(Locale.ROOT));
    }
}
