package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.OnnxOptions.Pooling;
import io.github.siamese4j.SiameseComparator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportOnnxCommandTest {

    /** Written by {@code make_foreign_models.py}. */
    private static final Path FOREIGN = Path.of("../core/src/test/resources/foreign");

    private static final Path HAT = FOREIGN.resolve("hat.png");
    private static final Path SHOES = FOREIGN.resolve("shoes.png");

    @TempDir
    Path folder;

    private ConsoleRun run(String file, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "import-onnx",
                FOREIGN.resolve(file).toString(),
                "--out",
                folder.resolve("mine").toString()));
        arguments.addAll(List.of(options));
        return ConsoleRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void writesAModelThatSaysWhereItCameFrom() throws Exception {
        ConsoleRun run = run("planes.onnx", "--preset", "efficientnet-lite", "--pool", "mean", "--normalize");
        assertThat(run.errors()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("32×32 pixels by CENTER_CROP, 12 values from output, compared by COSINE; checked on 8");
        byte[] source = Files.readAllBytes(FOREIGN.resolve("planes.onnx"));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
        Path model = folder.resolve("mine");
        assertThat(model.resolve("MODEL_CARD.md"))
                .content()
                .contains("# mine", "planes.onnx", digest, "| pixels.deviation | 128.0 |", "8 generated pictures");
        OnnxOptions options = OnnxOptions.efficientNetLite().toBuilder()
                .pooling(Pooling.MEAN)
                .normalize(true)
                .build();
        try (SiameseComparator comparator = SiameseComparator.load(model);
                Encoder direct = Encoder.onnx(FOREIGN.resolve("planes.onnx"), options)) {
            assertThat(comparator.threshold()).isEqualTo(0.5);
            assertThat(comparator.model()).isEqualTo("mine");
            assertThat(comparator.encoder().id()).isEqualTo(direct.id());
            Embedding expected = direct.encode(Image.of(HAT));
            assertThat(comparator.encoder().encode(Image.of(HAT))).isEqualTo(expected);
            assertThat(comparator.similarity(HAT, HAT)).isCloseTo(1, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nchw.onnx | --preset imagenet",
                "batch-of-1.onnx | --range -1..1",
                "nhwc.onnx | --preset unit",
                "free-size.onnx | --size 32x32",
                "uint8.onnx | --metric euclidean",
                "float16.onnx | --preset imagenet",
                "external.onnx | --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
                "dynamo.onnx | --preset raw --channels bgr --mean 103.939,116.779,123.68",
                "transformer.onnx | --preset arcface --output last_hidden_state --pool cls",
                "nchw.onnx | --output /Relu_1_output_0 --pool mean",
                "external.onnx | --output /Relu_output_0 --pool mean",
                "old.onnx | --pool mean --metric manhattan",
            })
    void everyFormOfEncoderPassesTheParityCheck(String file, String options) {
        ConsoleRun run = run(file, (options + " --json").split(" ", -1));
        assertThat(run.errors()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"pictures\":8", "\"batches\":" + !file.startsWith("batch"));
        try (SiameseComparator comparator = SiameseComparator.load(folder.resolve("mine"))) {
            assertThat(comparator.similarity(HAT, SHOES)).isBetween(0.0, 1.0);
        }
    }

    /** Two convolutions and a product are stored compactly; the first and the depthwise convolution stay. */
    @ParameterizedTest
    @CsvSource({"float16, 2, 4e-3", "int8, 3, 3e-2"})
    void compactWeightsTakeLessSpaceAndTheirCostIsMeasured(String storage, int saved, double loss) throws IOException {
        run("wide.onnx", "--preset", "arcface");
        Path model = folder.resolve("mine");
        long exact = Files.size(model.resolve("encoder.onnx"));
        ConsoleRun refused = run("wide.onnx", "--storage", storage);
        assertThat(refused.code()).isEqualTo(Failures.TRAINING);
        assertThat(refused.errors()).contains("needs images");
        ConsoleRun run = run("wide.onnx", "--preset", "arcface", "--storage", storage, "--data", FOREIGN.toString());
        assertThat(run.errors()).isEmpty();
        int compact = 48 * 24 * 9 + 24 * 48 + 48 * 32;
        assertThat(exact - Files.size(model.resolve("encoder.onnx"))).isCloseTo((long) saved * compact, within(1500L));
        assertThat(model.resolve("MODEL_CARD.md"))
                .content()
                .contains("| weight storage | " + storage + " |", "4 images")
                .doesNotContain("caused by storage | 0.00e+00");
        try (SiameseComparator comparator = SiameseComparator.load(model);
                Encoder direct = Encoder.onnx(FOREIGN.resolve("wide.onnx"), OnnxOptions.arcface())) {
            Embedding expected = direct.encode(Image.of(HAT));
            Embedding actual = comparator.encoder().encode(Image.of(HAT));
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < expected.dimension(); i++) {
                largest = Math.max(largest, Math.abs(expected.get(i)));
                difference = Math.max(difference, Math.abs(expected.get(i) - actual.get(i)));
            }
            assertThat(difference / largest).isPositive().isLessThan(loss);
        }
    }

    @Test
    void keepsTheFileInTheTarget() throws IOException {
        Path model = Files.createDirectories(folder.resolve("mine"));
        Path own = Files.copy(FOREIGN.resolve("nchw.onnx"), model.resolve("encoder.onnx"));
        assertThat(run("nchw.onnx").errors()).startsWith("TARGET_OCCUPIED").contains("siamese4j did not write it");
        ConsoleRun same = ConsoleRun.of("import-onnx", own.toString(), "--out", model.toString());
        assertThat(same.errors()).startsWith("TARGET_OCCUPIED").contains("encoder.onnx, which would be lost");
        assertThat(own).hasSameBinaryContentAs(FOREIGN.resolve("nchw.onnx"));
    }

    @Test
    void theCardHasTheDigestOfTheFileWithTheWeights() throws Exception {
        assertThat(run("external.onnx").code()).isZero();
        for (String name : List.of("external.onnx", "external.onnx.data")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(FOREIGN.resolve(name)));
            String key = "source.sha256" + (name.endsWith(".onnx") ? "" : "." + name);
            assertThat(folder.resolve("mine/MODEL_CARD.md"))
                    .content()
                    .contains("| " + key + " | " + HexFormat.of().formatHex(digest) + " |");
        }
    }

    @ParameterizedTest
    @CsvSource({"--pool, mean", "--normalize, --json", "--metric, cosine", "--storage, float32"})
    void optionsOfEncodersAreRefusedWithATwin(String option, String more) {
        ConsoleRun run = run("../golden/twins/subabs.onnx", option, more);
        assertThat(run.code()).isEqualTo(Failures.USAGE);
        assertThat(run.errors()).contains(option + " is for encoders, but subabs.onnx takes two images");
        assertThat(folder.resolve("mine")).doesNotExist();
    }

    @Test
    void explainsWhatIsWrong() {
        ConsoleRun two = run("transformer.onnx");
        assertThat(two.code()).isEqualTo(Failures.MODEL);
        assertThat(two.errors()).contains("last_hidden_state", "pooler_output");
        assertThat(run("planes.onnx").errors()).contains("say the pooling");
        assertThat(run("absent.onnx").errors()).contains("there is no file");
        assertThat(run("nchw.onnx", "--range", "1").code()).isEqualTo(Failures.USAGE);
        assertThat(run("nchw.onnx", "--size", "big").code()).isEqualTo(Failures.USAGE);
        assertThat(run("nchw.onnx", "--mean", "1,2").errors()).contains("one or three");
        assertThat(folder.resolve("mine")).doesNotExist();
    }
}
