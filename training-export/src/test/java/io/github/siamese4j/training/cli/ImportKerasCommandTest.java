package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.SiameseComparator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportKerasCommandTest {
    private static final String FILE = "src/test/resources/golden/keras/flat.h5";

    @TempDir
    Path folder;

    @Test
    void writesAModelThatSaysWhereItCameFrom() throws Exception {
        Path model = folder.resolve("mine");
        ConsoleRun run = ConsoleRun.of("import-keras", FILE, "--out", model.toString(), "--size", "110");
        assertThat(run.errors()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("110×110 pixels by LETTERBOX", "trunk 4×2 5×2 6×3 6×3 7×3, head 16");
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(FILE))));
        assertThat(model.resolve("MODEL_CARD.md")).content().contains("# mine", "flat.h5", digest);
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            assertThat(comparator.threshold()).isEqualTo(0.5);
        }
    }

    @Test
    void measuresWhatStorageCosts() {
        Path model = folder.resolve("small");
        String out = model.toString();
        ConsoleRun refused = ConsoleRun.of("import-keras", FILE, "--out", out, "--storage", "int8");
        assertThat(refused.code()).isEqualTo(6);
        assertThat(refused.errors()).contains("needs images");
        assertThat(model).doesNotExist();
        ConsoleRun run =
                ConsoleRun.of("import-keras", FILE, "--out", out, "--storage", "int8", "--data", "../examples/images");
        assertThat(run.errors()).isEmpty();
        assertThat(model.resolve("MODEL_CARD.md"))
                .content()
                .contains("| weight storage | int8 |")
                .doesNotContain("caused by storage | 0.00e+00");
    }

    @Test
    void explainsWhatIsWrong() throws IOException {
        Path file = Files.writeString(folder.resolve("x.h5"), "no HDF5");
        ConsoleRun run = ConsoleRun.of(
                "import-keras", file.toString(), "--out", folder.resolve("m").toString());
        assertThat(run.code()).isEqualTo(6);
        assertThat(run.errors()).contains("CHECKPOINT_INVALID", "x.h5");
    }
}
