package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.training.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesCommandTest {

    @TempDir
    private Path folder;

    private Path pictures;
    private String table;

    @BeforeEach
    void draw() {
        pictures = folder.resolve("pictures");
        table = folder.resolve("table.csv").toString();
        Pictures.grouped(pictures, 1, 2, 3, 24);
    }

    @Test
    void writesTheDefaultFeaturesAndListsWhatItSkipped() throws IOException {
        Files.writeString(pictures.resolve("group0/class1/bad.png"), "no picture");
        Files.writeString(pictures.resolve("group0/notes.txt"), "no picture");
        ConsoleRun run = ConsoleRun.of("features", pictures.toString(), "--out", table);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("6 rows of 1860 features, 6 of them new; 1 pictures skipped");
        assertThat(run.errors()).contains("skipped group0/class1/bad.png: IMAGE_UNSUPPORTED: ");
        assertThat(Files.readAllLines(Path.of(table)))
                .hasSize(8)
                .startsWith("# " + FeatureDescription.defaults().text());

        assertThat(run.errors()).contains("passed over 1 file without the extension of an image: group0/notes.txt");

        ConsoleRun again = ConsoleRun.of("features", pictures.toString(), "--out", table);
        assertThat(again.out()).contains("6 rows of 1860 features, 0 of them new");
    }

    @Test
    void settingsBecomeTheDescription() throws IOException {
        String text = "hog-glcm/1 size=32x32 fit=stretch interpolation=bicubic padding=#808080 hog.cell=8 hog.block=2"
                + " hog.bins=9 glcm.levels=16 glcm.distances=1+3 glcm.angles=0+45+90+135";
        ConsoleRun run = ConsoleRun.of(
                "features",
                pictures.toString(),
                "--out",
                table,
                "--size",
                "32",
                "--cell",
                "8",
                "--fit",
                "stretch",
                "--levels",
                "16",
                "--distances",
                "1,3",
                "--threads",
                "1");
        assertThat(run.errors()).isEmpty();
        assertThat(run.code()).isZero();
        List<String> lines = Files.readAllLines(Path.of(table));
        assertThat(lines.get(0)).isEqualTo("# " + text);

        ConsoleRun same = ConsoleRun.of("features", pictures.toString(), "--out", table, "--features", text);
        assertThat(same.out()).contains("0 of them new");

        ConsoleRun other = ConsoleRun.of("features", pictures.toString(), "--out", table);
        assertThat(other.code()).isEqualTo(Failures.TRAINING);
        assertThat(other.errors()).contains("CONFIG_INVALID", text);
    }

    @Test
    void settingsThatFitNothingAreWrongUse() {
        ConsoleRun size = ConsoleRun.of("features", pictures.toString(), "--out", table, "--size", "100");
        assertThat(size.code()).isEqualTo(2);
        assertThat(size.errors()).contains("multiple of a cell's 16 pixels");
        ConsoleRun both = ConsoleRun.of(
                "features", pictures.toString(), "--out", table, "--size", "64", "--features", "hog-glcm/1");
        assertThat(both.code()).isEqualTo(2);
        ConsoleRun text = ConsoleRun.of("features", pictures.toString(), "--out", table, "--features", "sift/1");
        assertThat(text.code()).isEqualTo(2);
        assertThat(text.errors()).contains("reads hog-glcm/1");
    }
}
