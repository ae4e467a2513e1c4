package io.github.siamese4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.testing.GoldenImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file truncated at any byte is refused as truncated, unless its image is complete. */
class TruncatedImageTest {

    /** Length of the longest signature. Shorter beginnings fit several formats. */
    private static final int SIGNATURE = 12;

    static List<GoldenImage> images() {
        return GoldenImage.all();
    }

    @ParameterizedTest
    @MethodSource("images")
    void cutOffAtEveryByte(GoldenImage golden) {
        byte[] whole = golden.bytes();
        byte[] expected = golden.read(Image.of(whole), GoldenImage.ALL_FORMATS);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertThat(golden.read(Image.of(cut), GoldenImage.ALL_FORMATS))
                        .as("truncated after %d of %d bytes", length, whole.length)
                        .isEqualTo(expected);
            } catch (ImageException e) {
                if (e.code() != ErrorCode.IMAGE_TRUNCATED
                        && (e.code() != ErrorCode.IMAGE_UNSUPPORTED || length >= SIGNATURE)) {
                    fail("truncated after " + length + " of " + whole.length + " bytes", e);
                }
            }
        }
    }
}
