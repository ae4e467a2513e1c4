package io.github.siamese4j.training.internal.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.evaluation.Reliability;
import io.github.siamese4j.training.TrainingException;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawTest {
    private static final int RED = 0xd22828;

    @TempDir
    Path folder;

    @Test
    void textFitsTheGivenWidth() {
        String name = "a/very/long/path/to/an/image/in/a/folder/character01-0709.png";
        String shorter = Canvas.shortened(name, Canvas.Text.SMALL, 160);
        assertThat(Canvas.width(shorter, Canvas.Text.SMALL)).isBetween(140, 160);
        assertThat(shorter).startsWith("a/very").endsWith("09.png").contains("..");
        assertThat(Canvas.shortened("alpha", Canvas.Text.SMALL, 160)).isEqualTo("alpha");
        assertThat(Canvas.shortened("Gr\u00fc\u00dfe \u5b57 \ud83d\ude00", Canvas.Text.SMALL, 160))
                .isEqualTo("Gru?e ? ?");
    }

    @Test
    void writesWhereItIsAllowedAndSaysWhereItIsNot() throws IOException {
        Path blocked = Files.createFile(folder.resolve("file")).resolve("x.png");
        try (Canvas canvas = new Canvas(20, 10)) {
            canvas.fill(new Rectangle(3, 2, 5, 4), Canvas.WRONG);
            canvas.write(folder.resolve("x.png"));
            canvas.writeWithFolder(folder.resolve("new/x.png"));
            for (Path file : List.of(blocked, folder.resolve("absent/x.png"), folder)) {
                assertThatThrownBy(() -> canvas.write(file))
                        .isInstanceOfSatisfying(
                                TrainingException.class,
                                e -> assertThat(e.code()).isEqualTo(TrainingException.Code.IO_FAILED))
                        .hasMessageContaining("cannot write " + file);
            }
        }
        BufferedImage picture = ImageIO.read(folder.resolve("x.png").toFile());
        assertThat(picture.getWidth()).isEqualTo(20);
        int red = 0;
        for (int i = 0; i < 200; i++) {
            red += (picture.getRGB(i % 20, i / 20) & 0xffffff) == RED ? 1 : 0;
        }
        assertThat(red).isEqualTo(20);
        assertThat(picture.getRGB(3, 2) & 0xffffff).isEqualTo(RED);
        assertThat(picture.getRGB(8, 2) & 0xffffff).isEqualTo(0xf5f5f5);
        assertThat(Files.readAllBytes(folder.resolve("new/x.png")))
                .isEqualTo(Files.readAllBytes(folder.resolve("x.png")));
    }

    @Test
    void theLegendOfTheReliabilityPlotIsWhole() throws IOException {
        Reliability one =
                Reliability.of(new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, false, true, true}, 2);
        // Only the legend shows the calibration error, so that another one must change the picture.
        Reliability other = new Reliability(one.bins(), one.brier(), one.calibrationError() + 0.0001);
        EvaluationPlots.reliability(folder.resolve("one.png"), one);
        EvaluationPlots.reliability(folder.resolve("again.png"), one);
        EvaluationPlots.reliability(folder.resolve("other.png"), other);
        byte[] drawn = Files.readAllBytes(folder.resolve("one.png"));
        assertThat(Files.readAllBytes(folder.resolve("again.png"))).isEqualTo(drawn);
        assertThat(Files.readAllBytes(folder.resolve("other.png"))).isNotEqualTo(drawn);
    }
}
