package io.github.siamese4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.ModelSource;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.internal.model.OnnxFile;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fits estimates to heads whose linear form is known; {@code golden_integer_head.py} wrote them. */
class LinearEstimateTest {

    private static final int DIMENSION = 20;
    private static final int ROWS = 128;

    @Test
    void aHeadThatIsAPlaneIsFollowedExactly() {
        Sample sample = new Sample(1, 12);
        LinearEstimate plane =
                LinearEstimate.fit(head("plane"), sample.hidden, ROWS).orElseThrow();
        for (int row = 0; row < ROWS; row++) {
            double product = 0;
            for (int d = 0; d < DIMENSION; d++) {
                product += plane.direction()[d] * sample.differences[row][d];
            }
            assertThat(plane.score(product)).isCloseTo(1 / (1 + Math.exp(2 * sample.sums[row] - 6)), within(1e-2));
        }
        assertThat(plane.direction()).hasSize(24).endsWith(0, 0, 0, 0);
        assertThat(plane.slope()).isCloseTo(1, within(1e-3));
        assertThat(plane.intercept()).isCloseTo(6, within(1e-2));
    }

    @Test
    void aHeadThatIsBentInTheMiddleIsNotFollowed() {
        Sample sample = new Sample(-1.8f, 1.8f);
        assertThat(LinearEstimate.fit(head("bent"), sample.hidden, ROWS)).isEmpty();
    }

    @Test
    void whereAllScoresAreTheSameThereIsNoPlane() {
        Sample sample = new Sample(-100, -100);
        Optional<LinearEstimate> plane = LinearEstimate.fit(head("bent"), sample.hidden, ROWS);
        assertThat(plane).isEmpty();
    }

    private static HeadWeights head(String name) {
        return HeadWeights.read(OnnxFile.read(ModelSource.of(TestModels.path("head")), name + ".onnx"));
    }

    /** Random differences and their two hidden values, by the generator's weights: d / 80 from 1 on, and negated. */
    private static final class Sample {

        private final float[][] differences = new float[ROWS][DIMENSION];
        private final double[] sums = new double[ROWS];
        private final float[] hidden = new float[2 * ROWS];

        Sample(float firstBias, float secondBias) {
            Random random = new Random(3);
            for (int row = 0; row < ROWS; row++) {
                for (int d = 0; d < DIMENSION; d++) {
                    differences[row][d] = random.nextFloat() * 1.35f;
                    sums[row] += differences[row][d] * (d + 1) / 80.0;
                }
                hidden[2 * row] = (float) sums[row] + firstBias;
                hidden[2 * row + 1] = (float) -sums[row] + secondBias;
            }
        }
    }
}
