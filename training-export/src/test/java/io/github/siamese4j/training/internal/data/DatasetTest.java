package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    @TempDir
    Path root;

    @Test
    void skipsAndListsCorruptPicturesUpToTheAllowedShare() throws IOException {
        Pictures.grouped(root, 1, 3, 4, 8);
        Files.writeString(root.resolve("group0/class1/2.png"), "no picture");
        Files.write(root.resolve("group0/class2/0.png"), new byte[0]);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        Dataset data = Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0.2);
        assertThat(data.classes()).extracting(c -> c.items().size()).containsExactly(4, 3, 3);
        assertThat(data.problems())
                .hasSize(3)
                .contains("2 of 12 images cannot be decoded")
                .anyMatch(p -> p.contains("2.png") && p.contains("skipped"))
                .anyMatch(p -> p.contains("0.png") && p.contains("it is empty"));
        assertThatThrownBy(() -> Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0.1))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_CORRUPT));
    }

    @Test
    void countsATruncatedPictureAsCorrupt() throws IOException {
        Pictures.grouped(root, 1, 3, 4, 8);
        Path file = root.resolve("group0/class1/2.png");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        Dataset data = Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0.1);
        assertThat(data.problems()).hasSize(2);
        assertThat(data.problems().get(1)).contains("2.png", "IMAGE_TRUNCATED");
        assertThat(data.classes()).extracting(c -> c.items().size()).containsExactly(4, 3, 4);
    }

    @Test
    void decodesOnDemandWhatDoesNotFitInMemory() {
        Pictures.grouped(root, 1, 3, 4, 8);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        Dataset kept = Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0);
        Dataset onDemand = Dataset.load(scan, reader(8, 8, Fit.STRETCH), 100, 0);
        assertThat(onDemand.classes()).isEqualTo(kept.classes());
        for (int i = 0; i < 12; i++) {
            assertThat(onDemand.images().get(i)).isEqualTo(kept.images().get(i));
        }
    }

    @Test
    void keepsGreyAsOneChannelAndColourAsRgb() throws IOException {
        Path file = root.resolve("x.png");
        Pictures.plain(file, 2, 2, new Color(10, 20, 30));
        assertThat(reader(2, 2, Fit.STRETCH).load(file))
                .isEqualTo(Pixels.of(2, 2, new byte[] {10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30}));
        Pictures.plain(file, 2, 2, new Color(40, 40, 40));
        assertThat(reader(2, 2, Fit.STRETCH).load(file)).isEqualTo(Pixels.ofGrey(2, 2, new byte[] {40, 40, 40, 40}));
    }

    @Test
    void letterboxesWithGreyAndCropsTheCentre() throws IOException {
        Path file = root.resolve("wide.png");
        Pictures.plain(file, 8, 4, Color.BLACK);
        byte grey = (byte) 128;
        assertThat(reader(4, 4, Fit.LETTERBOX).load(file).grey())
                .containsExactly(grey, grey, grey, grey, 0, 0, 0, 0, 0, 0, 0, 0, grey, grey, grey, grey);
        assertThat(reader(4, 4, Fit.CENTER_CROP).load(file).grey())
                .containsOnly(0)
                .hasSize(16);
        assertThat(reader(4, 4, Fit.STRETCH).load(file).grey()).containsOnly(0).hasSize(16);
    }

    private static ImageLoader reader(int width, int height, Fit fit) {
        return new ImageLoader(Preprocessing.letterbox(width, height).withFit(fit));
    }
}
