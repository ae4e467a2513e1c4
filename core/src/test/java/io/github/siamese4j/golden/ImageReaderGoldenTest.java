package io.github.siamese4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Image;
import io.github.siamese4j.testing.GoldenImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares every format and variant with Pillow, within one level, from a file and from bytes. */
class ImageReaderGoldenTest {

    static List<GoldenImage> images() {
        return GoldenImage.all();
    }

    @Test
    void thereAreSome() {
        assertThat(images()).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("images")
    void equalsPillow(GoldenImage golden) {
        byte[] fromFile = golden.read(Image.of(golden.file()), GoldenImage.ALL_FORMATS);
        byte[] fromBytes = golden.read(Image.of(golden.bytes()), GoldenImage.ALL_FORMATS);

        assertThat(GoldenImage.largestDifference(fromFile, golden.rgb())).isLessThanOrEqualTo(1);
        assertThat(fromBytes).isEqualTo(fromFile);
    }
}
