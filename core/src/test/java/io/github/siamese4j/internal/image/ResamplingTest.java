package io.github.siamese4j.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.github.siamese4j.Preprocessing.Interpolation;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {

    @BeforeAll
    static void loadOpenCv() {
        OpenCv.load();
    }

    @ParameterizedTest
    @EnumSource
    void aFlatImageStaysFlat(Interpolation interpolation) {
        for (int[] size : new int[][] {{1, 1}, {7, 5}, {31, 3}, {3, 31}, {64, 64}, {200, 2}}) {
            try (PointerScope scope = new PointerScope()) {
                assertThat(scope).isNotNull();
                Mat to = new Mat(size[0], size[1], CV_8UC3);
                Resampling.resample(new Mat(17, 29, CV_8UC3, new Scalar(12, 34, 56, 0)), to, interpolation);
                byte[] pixels = bytes(to);
                for (int i = 0; i < pixels.length; i++) {
                    assertThat(pixels[i]).isEqualTo((byte) (12 + 22 * (i % 3)));
                }
            }
        }
    }

    /** Whole factors make the average of an area the mean of a block. */
    @ParameterizedTest
    @EnumSource(names = {"AREA", "BILINEAR", "BICUBIC"})
    void shrinkingAveragesBlocks(Interpolation interpolation) {
        int[] factors = {4, 3};
        byte[] source = noise(20 * 24);
        byte[] result = resample(source, 20, 24, 20 / factors[0], 24 / factors[1], interpolation);

        for (int i = 0; i < result.length; i++) {
            int sum = 0;
            for (int y = 0; y < factors[0]; y++) {
                for (int x = 0; x < factors[1]; x++) {
                    sum += source[(i / 8 * factors[0] + y) * 24 + i % 8 * factors[1] + x] & 0xFF;
                }
            }
            assertThat((result[i] & 0xFF) - sum / 12.0).isBetween(-1.0, 1.0);
        }
    }

    /** OpenCV alone would not average when only one side shrinks. */
    @ParameterizedTest
    @EnumSource(names = {"AREA", "BILINEAR", "BICUBIC"})
    void averagesASingleShrinkingSide(Interpolation interpolation) {
        byte[] stripes = new byte[10 * 40];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = (byte) (i % 2 * 200);
        }

        assertThat(resample(stripes, 10, 40, 10, 10, interpolation)).containsOnly(100);
        assertThat(resample(stripes, 10, 40, 30, 10, interpolation)).containsOnly(100);
    }

    @Test
    void nearestPicksThePixelAtTheCentre() {
        byte[] source = noise(9 * 14);
        byte[] result = resample(source, 9, 14, 5, 33, Interpolation.NEAREST);

        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 33; x++) {
                int fromY = (int) Math.floor((y + 0.5) * 9 / 5);
                int fromX = (int) Math.floor((x + 0.5) * 14 / 33);
                assertThat(result[y * 33 + x]).isEqualTo(source[fromY * 14 + fromX]);
            }
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private static byte[] resample(
            byte[] source, int rows, int cols, int toRows, int toCols, Interpolation interpolation) {
        try (PointerScope scope = new PointerScope()) {
            assertThat(scope).isNotNull();
            Mat from = new Mat(rows, cols, CV_8UC1);
            from.data().put(source);
            Mat to = new Mat(toRows, toCols, CV_8UC1);
            Resampling.resample(from, to, interpolation);
            return bytes(to);
        }
    }

    private static byte[] bytes(Mat pixels) {
        byte[] bytes = new byte[pixels.rows() * pixels.cols() * pixels.channels()];
        pixels.data().get(bytes);
        return bytes;
    }
}
