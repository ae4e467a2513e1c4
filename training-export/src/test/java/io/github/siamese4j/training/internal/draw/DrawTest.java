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
    private static final int BLUE = 0x1f77b4;

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
        Path file = folder.resolve("reliability.png");
        double[] probabilities = {0.1, 0.2, 0.8, 0.9};
        EvaluationPlots.reliability(file, Reliability.of(probabilities, new boolean[] {false, false, true, true}, 2));
        BufferedImage picture = ImageIO.read(file.toFile());
        // Nothing is drawn in the outermost pixels, where a clipped legend would end.
        for (int y = 0; y < picture.getHeight(); y++) {
            assertThat(picture.getRGB(picture.getWidth() - 2, y) & 0xffffff).isEqualTo(0xf5f5f5);
            assertThat(picture.getRGB(1, y) & 0xffffff).isEqualTo(0xf5f5f5);
        }
        int blue = 0;
        for (int i = 0; i < 720 * 720; i++) {
            blue += (picture.getRGB(i % 720, i / 720) & 0xffffff) == BLUE ? 1 : 0;
        }
        assertThat(blue).isPositive();
    }
}
