package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.siamese4j.Calibration;
import io.github.siamese4j.Device;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.internal.model.ModelDirectory;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.internal.export.ModelCalibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {

    @TempDir
    private static Path folder;

    private static Path data;

    private Path model = folder;

    @BeforeAll
    static void write() {
        data = folder.resolve("pictures");
        Pictures.grouped(data, 2, 5, 4, 32);
    }

    @BeforeEach
    void writeModel() {
        model = folder.resolve("model" + System.nanoTime());
        ConsoleRun.writeModel(model);
    }

    @Test
    void onlyTheMetadataChanges() throws IOException {
        byte[] before = Files.readAllBytes(model.resolve(ModelDirectory.ENCODER));
        byte[] scorer = Files.readAllBytes(model.resolve(ModelDirectory.SCORER));
        Map<String, String> entriesBefore = entries();

        JsonObject written = calibrate("--json");
        double threshold = written.get("threshold").getAsDouble();
        Calibration calibration = Calibration.parse(written.get("calibration").getAsString());

        // Protobuf's own reader is independent of the code that rewrites the file.
        ModelProto old = ModelProto.parseFrom(before);
        ModelProto fresh = ModelProto.parseFrom(Files.readAllBytes(model.resolve(ModelDirectory.ENCODER)));
        assertThat(fresh.toBuilder().clearMetadataProps().build())
                .isEqualTo(old.toBuilder().clearMetadataProps().build());
        assertThat(Files.readAllBytes(model.resolve(ModelDirectory.SCORER))).isEqualTo(scorer);

        // Reading the directory verifies the checksum and that the scorer belongs to the encoder.
        ModelDirectory read = ModelDirectory.read(model);
        assertThat(read.metadata().threshold()).isEqualTo(threshold).isNotEqualTo(0.625);
        assertThat(read.metadata().calibration()).contains(calibration);
        Map<String, String> entriesAfter = entries();
        for (String key : entriesBefore.keySet()) {
            if (!key.equals("siamese4j.threshold") && !key.equals("siamese4j.sha256")) {
                assertThat(entriesAfter).containsEntry(key, entriesBefore.get(key));
            }
        }
        assertThat(entriesAfter)
                .containsEntry("siamese4j.calibration.data", "pictures")
                .containsEntry("siamese4j.calibration.criterion", "equal error rate")
                .containsKeys("siamese4j.calibration.brier", "siamese4j.calibration.pairs");
        try (SiameseComparator comparator = load()) {
            assertThat(comparator.threshold()).isEqualTo(threshold);
        }
    }

    @Test
    void aShippedModelStaysAsItIs() throws IOException {
        byte[] before = Files.readAllBytes(model.resolve(ModelDirectory.ENCODER));
        String earlier = System.getProperty(ShippedModels.FOLDER);
        System.setProperty(ShippedModels.FOLDER, folder.toString());
        try {
            ConsoleRun run = ConsoleRun.of(
                    "calibrate", "--model", String.valueOf(model.getFileName()), "--data", data.toString());
            assertThat(run.code()).isEqualTo(Failures.USAGE);
            assertThat(run.errors()).contains("is a shipped model", "cp -r " + model + " mine");
        } finally {
            if (earlier == null) {
                System.clearProperty(ShippedModels.FOLDER);
            } else {
                System.setProperty(ShippedModels.FOLDER, earlier);
            }
        }
        assertThat(model.resolve(ModelDirectory.ENCODER)).hasBinaryContent(before);
    }

    @Test
    void aCalibratedModelIsReplacedByForceOnly() {
        String file = "../core/src/test/resources/foreign/nchw.onnx";
        calibrate("--json");
        ConsoleRun refused = ConsoleRun.of("import-onnx", file, "--out", model.toString());
        assertThat(refused.code()).isEqualTo(Failures.USAGE);
        assertThat(refused.errors()).contains(model + " is calibrated", "--force");
        assertThat(ConsoleRun.of("export", "absent", "--out", model.toString()).errors())
                .contains("--force");
        assertThat(ModelDirectory.read(model).metadata().calibration()).isPresent();
        ConsoleRun forced = ConsoleRun.of("import-onnx", file, "--out", model.toString(), "--force");
        assertThat(forced.code()).as(forced.errors()).isZero();
        assertThat(ModelDirectory.read(model).metadata().calibration()).isEmpty();
    }

    @Test
    void calibratingAgainReplacesWhatWasThere() throws IOException {
        calibrate("--json");
        String card = Files.readString(model.resolve("MODEL_CARD.md"));
        assertThat(card)
                .startsWith("# light")
                .contains("## Calibrated by `siamese4j calibrate`", "| data | pictures |")
                .containsOnlyOnce("\n| threshold |");
        Files.writeString(model.resolve("MODEL_CARD.md"), card + "\n## Afterwards\nkept\n");
        byte[] once = Files.readAllBytes(model.resolve(ModelDirectory.ENCODER));
        calibrate("--json");
        assertThat(Files.readAllBytes(model.resolve(ModelDirectory.ENCODER))).isEqualTo(once);

        calibrate("--json", "--calibration", "none", "--criterion", "f1");
        assertThat(ModelDirectory.read(model).metadata().calibration()).isEqualTo(Optional.empty());
        assertThat(entries())
                .containsEntry("siamese4j.calibration.criterion", "best F1")
                .doesNotContainKeys("siamese4j.calibration.brier", "siamese4j.calibration");
        assertThat(Files.readString(model.resolve("MODEL_CARD.md")))
                .containsOnlyOnce("Calibrated by")
                .contains("best F1", "## Afterwards\nkept")
                .doesNotContain("equal error rate");
    }

    /** Both commands draw the same pairs, so the rates must be equal. */
    @Test
    void evaluationAgreesWithTheTarget() {
        JsonObject written = calibrate("--json", "--target-far", "0.1", "--calibration", "isotonic");
        ConsoleRun run = ConsoleRun.of(
                "evaluate",
                "--model",
                model.toString(),
                "--device",
                "cpu",
                "--data",
                data.toString(),
                "--protocol",
                "verification",
                "--json");
        JsonObject figures = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(figures.get("threshold").getAsDouble())
                .isEqualTo(written.get("threshold").getAsDouble());
        assertThat(figures.get("falseAcceptRate").getAsDouble()).isLessThanOrEqualTo(0.1);
        double promised = figures.get("trueAcceptRate").getAsDouble();
        assertThat(figures.getAsJsonObject("tarAtFar").get("0.1").getAsDouble()).isEqualTo(promised);
        assertThat(ModelDirectory.read(model).metadata().calibration())
                .hasValueSatisfying(
                        calibration -> assertThat(calibration.text()).startsWith("isotonic "));
    }

    @Test
    void whatThePairsDoNotSupportIsRefusedAndNothingIsWritten() throws IOException {
        byte[] before = Files.readAllBytes(model.resolve(ModelDirectory.ENCODER));
        ConsoleRun refused = run("--target-far", "0.01");
        assertThat(refused.code()).isEqualTo(Failures.TRAINING);
        assertThat(refused.errors()).startsWith("DATA_TOO_SMALL").contains("300");
        assertThat(run("--target-far", "2").code()).isEqualTo(2);
        assertThat(run("--target-far", "0.1", "--criterion", "eer").code()).isEqualTo(2);
        assertThat(run("--dry-run").out()).contains("nothing was written");
        assertThat(Files.readAllBytes(model.resolve(ModelDirectory.ENCODER))).isEqualTo(before);
        assertThat(Files.readString(model.resolve("MODEL_CARD.md"))).doesNotContain("Calibrated");
    }

    @Test
    void aSiblingsCalibrationIsTakenOver() throws IOException {
        assertThat(takeOver(model).errors()).startsWith("NOT_CALIBRATED").contains("calibrate --model");
        JsonObject chosen = calibrate("--json");
        Path sibling = model;
        Map<String, String> facts = entries();
        writeModel();
        byte[] before = Files.readAllBytes(model.resolve(ModelDirectory.ENCODER));
        assertThat(takeOver(sibling, "--dry-run").out()).contains("nothing was written");
        assertThat(Files.readAllBytes(model.resolve(ModelDirectory.ENCODER))).isEqualTo(before);

        assertThat(takeOver(sibling).code()).isZero();
        ModelDirectory read = ModelDirectory.read(model);
        assertThat(read.metadata().threshold())
                .isEqualTo(chosen.get("threshold").getAsDouble());
        assertThat(read.metadata().calibration().orElseThrow().text())
                .isEqualTo(chosen.get("calibration").getAsString());
        assertThat(entries())
                .containsEntry("siamese4j.calibration.brier", facts.get("siamese4j.calibration.brier"))
                .containsEntry(
                        "siamese4j.calibration.sibling",
                        "light " + ModelDirectory.read(sibling).metadata().encoderId());
        assertThat(Files.readString(model.resolve("MODEL_CARD.md"))).contains("| sibling | light ");

        assertThat(takeOver(folder.resolve("nowhere")).errors()).startsWith("MODEL_INVALID");
        assertThat(takeOver(sibling, "--data", data.toString()).code()).isEqualTo(2);
    }

    private ConsoleRun takeOver(Path sibling, String... more) {
        List<String> args =
                new ArrayList<>(List.of("calibrate", "--model", model.toString(), "--sibling", sibling.toString()));
        args.addAll(List.of(more));
        return ConsoleRun.of(args.toArray(String[]::new));
    }

    @Test
    void plotsAreDrawn() {
        Path plots = folder.resolve("plots");
        assertThat(run("--plots", plots.toString()).code()).isZero();
        assertThat(plots.resolve("scores.png")).isNotEmptyFile();
        assertThat(plots.resolve("reliability.png")).isNotEmptyFile();
    }

    private SiameseComparator load() {
        return SiameseComparator.load(model, RuntimeOptions.defaults().withDevice(Device.CPU));
    }

    private Map<String, String> entries() {
        return ModelDirectory.read(model).encoder().metadata();
    }

    /** Eighty copies against all forty pictures are all pairs, which {@code evaluate} compares, too. */
    @Test
    void copiesAgreeWithTheEvaluationOfAllPairs() {
        String[] copies = {"--protocol", "copies", "--alterations", "jpeg-50,crop-60", "--target-far", "0.005"};
        List<String> args = new ArrayList<>(List.of(copies));
        args.addAll(List.of("--pairs", "160", "--calibration", "isotonic", "--json"));
        JsonObject written = calibrate(args.toArray(String[]::new));
        JsonObject facts = written.getAsJsonObject("facts");
        assertThat(facts.get("protocol").getAsString()).isEqualTo("copies");
        assertThat(facts.get("pictures").getAsInt()).isEqualTo(40);
        JsonObject pairs = facts.getAsJsonObject("pairs");
        assertThat(pairs.get("same").getAsInt()).isEqualTo(80);
        assertThat(pairs.get("different").getAsInt()).isEqualTo(80 * 39);
        assertThat(facts.getAsJsonObject("fitted_pairs").get("different").getAsInt())
                .isEqualTo(80);

        List<String> evaluation = new ArrayList<>(List.of(
                "evaluate", "--model", model.toString(), "--device", "cpu", "--data", data.toString(), "--json"));
        evaluation.addAll(List.of(copies));
        ConsoleRun run = ConsoleRun.of(evaluation.toArray(String[]::new));
        JsonObject figures = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(figures.get("threshold").getAsDouble())
                .isEqualTo(written.get("threshold").getAsDouble());
        double rate = figures.get("falseAcceptRate").getAsDouble();
        assertThat(rate).isPositive().isLessThanOrEqualTo(0.005);
        assertThat(facts.getAsJsonObject("false_accept_rate").get("value").getAsDouble())
                .isCloseTo(rate, within(5e-7));
        JsonObject means = figures.getAsJsonObject("means");
        assertThat(means.get("trueAcceptsModel").getAsDouble())
                .isEqualTo(means.get("trueAcceptsCommon").getAsDouble());
        assertThat(ModelCalibration.isForCopies(model)).isTrue();
        calibrate("--json", "--calibration", "none");
        assertThat(ModelCalibration.isForCopies(model)).isFalse();
    }

    @Test
    void optionsOfAnotherProtocolAreRefused() {
        ConsoleRun run = run("--alterations", "mirror");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("--alterations does not apply to --protocol verification");
        assertThat(run("--protocol", "copies", "--within").errors())
                .contains("--within does not apply to --protocol copies");
    }

    private JsonObject calibrate(String... more) {
        ConsoleRun run = run(more);
        assertThat(run.code()).as(run.errors()).isZero();
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private ConsoleRun run(String... more) {
        List<String> args = new ArrayList<>(
                List.of("calibrate", "--model", model.toString(), "--device", "cpu", "--data", data.toString()));
        args.addAll(List.of(more));
        return ConsoleRun.of(args.toArray(String[]::new));
    }
}
