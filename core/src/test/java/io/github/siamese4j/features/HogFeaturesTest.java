package io.github.siamese4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.features.FeatureDescription.Hog;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HogFeaturesTest {

    /** Error of OpenCV's fast arc tangent. This share of a vote goes to the neighbouring bin. */
    private static final double DEGREES = 0.012;

    @ParameterizedTest
    @CsvSource({
        "128, 128, 16, 2, 9",
        "64, 64, 8, 2, 9",
        "40, 24, 8, 1, 4",
        "35, 49, 7, 3, 13",
        "12, 12, 2, 2, 2",
        "22, 33, 11, 2, 36",
        "18, 18, 3, 6, 5"
    })
    void equalsTheDefinition(int width, int height, int cell, int block, int bins) {
        Hog settings = new Hog(cell, block, bins);
        Random random = new Random(width * 31L + height);
        for (int round = 0; round < 3; round++) {
            Pixels picture = smooth(width, height, random, 1 + 12 * round);
            float[] values = HogFeatures.of(picture, settings);
            double[] expected = new PlainHog(picture, settings).values();
            assertThat(values).hasSameSizeAs(expected);
            for (int i = 0; i < values.length; i++) {
                assertThat((double) values[i]).as("value %d", i).isCloseTo(expected[i], within(DEGREES * bins / 180));
                assertThat(values[i]).isBetween(0f, 1f);
            }
        }
    }

    @Test
    void aFlatPictureIsAllZeros() {
        float[] values = HogFeatures.of(Pixels.ofGrey(32, 32, new byte[32 * 32]), new Hog(8, 2, 9));
        assertThat(values).hasSize(9 * 36).containsOnly(0f);
    }

    @Test
    void uprightEdgesVoteForHorizontalGradientsOnly() {
        byte[] luma = new byte[16 * 16];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = (byte) (i % 4 < 2 ? 0 : 200);
        }
        int bins = 4;
        float[] values = HogFeatures.of(Pixels.ofGrey(16, 16, luma), new Hog(8, 1, bins));
        // A gradient of 0 degrees is midway between the last bin (157.5) and the first (22.5), so each gets half.
        for (int i = 0; i < values.length; i++) {
            int bin = i % bins;
            assertThat((double) values[i]).isCloseTo(bin == 0 || bin == bins - 1 ? Math.sqrt(0.5) : 0, within(4e-3));
        }
    }

    private static Pixels smooth(int width, int height, Random random, int roughness) {
        byte[] luma = new byte[width * height];
        double a = random.nextDouble() + 0.2;
        double b = random.nextDouble() + 0.2;
        for (int i = 0; i < luma.length; i++) {
            int x = i % width;
            int y = i / width;
            double wave = 128 + 80 * Math.sin(a * x + b * y);
            luma[i] = (byte) Math.max(0, Math.min(255, wave + roughness * random.nextGaussian()));
        }
        return Pixels.ofGrey(width, height, luma);
    }
}
