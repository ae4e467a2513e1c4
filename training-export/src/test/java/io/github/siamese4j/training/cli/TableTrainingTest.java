package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.golden.PlainFeatureTwin;
import io.github.siamese4j.training.internal.data.FeatureTable;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makes a model that compares vectors and images from a table of features, by commands only. */
class TableTrainingTest {
    private static final int FEATURES = 12;

    @TempDir
    Path folder;

    /** Writes a table whose classes differ in two features; the others are noise a hundred times as large. */
    private Path table() throws IOException {
        Random random = new Random(8);
        List<String> lines = new ArrayList<>();
        StringBuilder header = new StringBuilder("id,label");
        for (int f = 0; f < FEATURES; f++) {
            header.append(",f").append(f);
        }
        lines.add(header.toString());
        for (int c = 0; c < 40; c++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            for (int i = 0; i < 8; i++) {
                StringBuilder row = new StringBuilder("r" + c + "-" + i + ",g" + c % 8 + "/c" + c);
                for (int f = 0; f < FEATURES; f++) {
                    double value = f == 0 ? x : f == 1 ? y : 100 * random.nextGaussian();
                    row.append(',').append((float) (value + (f < 2 ? 0.1 * random.nextGaussian() : 0)));
                }
                lines.add(row.toString());
            }
        }
        return Files.write(folder.resolve("table.csv"), lines);
    }

    private ConsoleRun train(Path data, Path run, String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "--data", data.toString(), "--run", run.toString()));
        arguments.addAll(List.of(options));
        return ConsoleRun.of(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "COSINE, SQUARED_ERROR",
        "EUCLIDEAN, SQUARED_ERROR",
        "HEAD, CROSS_ENTROPY",
        "HEAD, SQUARED_ERROR",
        "COSINE, MULTI_SIMILARITY",
        "EUCLIDEAN, TRIPLET",
        "EUCLIDEAN, CONTRASTIVE"
    })
    void beatsTheFeaturesAlone(String scorer, String loss) throws IOException {
        Path run = folder.resolve("run");
        ConsoleRun trained = train(
                table(),
                run,
                "--scorer",
                scorer,
                "--loss",
                loss,
                "--hidden",
                "32,16",
                "--head",
                "16",
                "--dropout",
                "0",
                "--classes",
                "10",
                "--pictures",
                "4",
                "--hard-every",
                "0",
                "--hold-out-fraction",
                "0.25",
                "--steps",
                "150",
                "--warm-up",
                "10",
                "--learning-rate",
                "5e-3",
                "--evaluate-every",
                "150");
        assertThat(trained.code()).as(trained.errors()).isZero();
        String log = Files.readString(run.resolve("train.log"));
        double before = figure(log, "cosine of the plain features: .* AUC ([0-9.]+)");
        double after = figure(log, "step 150: .* AUC ([0-9.]+)");
        assertThat(before).isLessThan(0.6);
        assertThat(after).isGreaterThan(before + 0.1);
    }

    private static double figure(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void exportsAModelThatComparesVectors() throws IOException {
        Path data = table();
        Path run = folder.resolve("run");
        Path model = folder.resolve("model");
        assertThat(train(data, run, "--hidden", "9,5", "--classes", "6", "--steps", "3", "--warm-up", "1")
                        .code())
                .isZero();
        assertThat(train(data, run, "--resume").errors()).isEmpty();
        ConsoleRun export = ConsoleRun.of("export", run + "/best", "--out", model.toString(), "--storage", "int8");
        assertThat(export.code()).as(export.errors()).isZero();
        FeatureTable table = FeatureTable.read(data, 1L << 31, 0);
        PlainFeatureTwin plain = new PlainFeatureTwin(TwinWeights.load(run.resolve("best")));
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            for (int i = 0; i < 20; i++) {
                float[] a = table.row(i);
                float[] b = table.row(3 * i + 1);
                double expected =
                        plain.score(new float[][] {floats(plain.embed(a))}, new float[][] {floats(plain.embed(b))})[0];
                assertThat(comparator.similarity(a, b)).isCloseTo(expected, within(0.02));
            }
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Test
    void comparesPicturesByTheirFeatures() {
        Path pictures = folder.resolve("pictures");
        Pictures.grouped(pictures, 3, 3, 4, 24);
        Path data = folder.resolve("features.csv");
        ConsoleRun features = ConsoleRun.of("features", pictures.toString(), "--out", data.toString(), "--size", "32");
        assertThat(features.code()).as(features.errors()).isZero();
        Path run = folder.resolve("run");
        Path model = folder.resolve("model");
        ConsoleRun trained = train(
                data, run, "--hidden", "16,8", "--classes", "4", "--pictures", "2", "--steps", "2", "--warm-up", "1");
        assertThat(trained.code()).as(trained.errors()).isZero();
        assertThat(ConsoleRun.of("export", run + "/best", "--out", model.toString())
                        .code())
                .isZero();
        FeatureTable table = FeatureTable.read(data, 1L << 31, 0);
        Path one = pictures.resolve(table.id(0));
        Path other = pictures.resolve(table.id(5));
        FeatureExtractor extractor = new FeatureExtractor(
                FeatureDescription.parse(table.description().orElseThrow()));
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            double score = comparator.similarity(one, other);
            assertThat(score).isEqualTo(comparator.similarity(table.row(0), table.row(5)));
            assertThat(score)
                    .isEqualTo(comparator.similarity(
                            extractor.extract(Image.of(one)), extractor.extract(Image.of(other))));
        }
    }

    @Test
    void saysWhatDoesNotGoTogether() throws IOException {
        Path data = table();
        assertThat(train(data, folder.resolve("a"), "--scorer", "COSINE", "--loss", "CROSS_ENTROPY")
                        .errors())
                .contains("CONFIG_INVALID", "cross-entropy needs the logits of a head");
        assertThat(train(data, folder.resolve("b"), "--init", "somewhere").errors())
                .contains("CONFIG_INVALID", "starting weights need a network over images");
        assertThat(train(folder.resolve("none.csv"), folder.resolve("c")).errors())
                .contains("none.csv");
    }
}
