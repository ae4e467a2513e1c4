package io.github.siamese4j.training.internal.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Pixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the plots of a run folder. */
class RunPlotsTest {
    private static final int GREEN = 0x1e8c3c;
    private static final int RED = 0xd22828;

    @TempDir
    Path run;

    @Test
    void smoothsWithoutBias() {
        double[] same = new double[100];
        Arrays.fill(same, 3);
        assertThat(CurveChart.smooth(same)).containsOnly(new double[] {3}, within(1e-12));
        double[] two = CurveChart.smooth(new double[] {1, 0});
        // A span of 10 keeps 9 / 11.
        assertThat(two[1]).isEqualTo(9.0 / 20, within(1e-12));
    }

    @Test
    void marksRightAndWrongPairs() throws IOException {
        Path file = run.resolve("pairs.png");
        Pixels grey = Pixels.ofGrey(5, 7, new byte[35]);
        Pixels colour = Pixels.of(3, 3, new byte[27]);
        SamplePairs.draw(
                file,
                "step 7",
                List.of(
                        new SamplePairs.Pair(grey, colour, true, 0.6),
                        new SamplePairs.Pair(grey, grey, true, 0.4),
                        new SamplePairs.Pair(colour, grey, false, 0.5),
                        new SamplePairs.Pair(colour, grey, false, 0.49)),
                0.5);
        BufferedImage picture = ImageIO.read(file.toFile());
        // The frame lies two pixels left of each pair. The first two pairs are same pairs, the others different pairs.
        int cell = picture.getWidth() / 4;
        List<Integer> frames = new ArrayList<>();
        for (int column = 0; column < 4; column++) {
            frames.add(picture.getRGB(column * cell + 14, 100) & 0xffffff);
        }
        assertThat(frames).containsExactly(GREEN, RED, RED, GREEN);
        assertThat(picture.getRGB(cell / 2, 100) & 0xffffff).isZero();
    }
}
