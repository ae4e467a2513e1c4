package io.github.siamese4j.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {

    @ParameterizedTest
    @CsvSource({
        // image, content, corner
        "1800, 1200, 105, 70, 0, 17",
        "1200, 1800, 70, 105, 17, 0",
        "105, 105, 105, 105, 0, 0",
        "104, 105, 104, 105, 0, 0",
        "3, 2, 105, 70, 0, 17",
        "1, 1, 105, 105, 0, 0",
        "1, 20000, 1, 105, 52, 0",
        "20000, 1, 105, 1, 0, 52",
        "65535, 65535, 105, 105, 0, 0",
    })
    void letterboxShowsAllOfThePictureInTheMiddle(int width, int height, int w, int h, int x, int y) {
        Geometry geometry = Geometry.of(Preprocessing.letterbox(105, 105), width, height);

        assertThat(geometry).isEqualTo(new Geometry(w, h, 0, 0, x, y, w, h));
    }

    @ParameterizedTest
    @CsvSource({
        // image, resized, cut
        "1800, 1200, 157, 105, 26, 0",
        "1200, 1800, 105, 157, 0, 26",
        "105, 105, 105, 105, 0, 0",
        "106, 105, 106, 105, 0, 0",
        "108, 105, 108, 105, 2, 0",
        "1, 20000, 105, 2100000, 0, 1049948",
    })
    void centreCropFillsTheInput(int width, int height, int w, int h, int cutX, int cutY) {
        Preprocessing preprocessing = Preprocessing.letterbox(105, 105).withFit(Fit.CENTER_CROP);

        assertThat(Geometry.of(preprocessing, width, height)).isEqualTo(new Geometry(w, h, cutX, cutY, 0, 0, 105, 105));
    }

    @Test
    void stretchIgnoresTheShape() {
        Preprocessing preprocessing = Preprocessing.letterbox(64, 32).withFit(Fit.STRETCH);

        assertThat(Geometry.of(preprocessing, 7, 1000)).isEqualTo(new Geometry(64, 32, 0, 0, 0, 0, 64, 32));
    }
}
