package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.testing.GoldenImage;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelsTest {

    @Test
    void readsTheSamePixelsAsPillow() {
        GoldenImage golden = GoldenImage.named("rgb8.png");
        Preprocessing size = Preprocessing.letterbox(golden.width(), golden.height());

        Pixels pixels = Pixels.read(Image.of(golden.file()), size);

        assertThat(pixels.width()).isEqualTo(golden.width());
        assertThat(pixels.height()).isEqualTo(golden.height());
        assertThat(pixels.rgb()).isEqualTo(golden.rgb());
        assertThat(pixels).isEqualTo(Pixels.of(golden.width(), golden.height(), golden.rgb()));
    }

    @Test
    void appliesPreprocessingAndLimits() {
        Image tiff = Image.of(GoldenImage.named("rgb.tiff").file());
        Preprocessing size = Preprocessing.letterbox(5, 3).withFit(Fit.STRETCH);

        assertThat(Pixels.read(tiff, size, GoldenImage.ALL_FORMATS).rgb()).hasSize(45);
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> Pixels.read(tiff, size))
                .extracting(ImageException::code)
                .isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
    }

    @Test
    void greyIsTheRoundedLumaOfBt601() {
        byte[] rgb = new byte[3 * 1000];
        new Random(601).nextBytes(rgb);

        byte[] grey = Pixels.of(100, 10, rgb).grey();

        for (int i = 0; i < grey.length; i++) {
            double luma =
                    0.299 * (rgb[3 * i] & 0xFF) + 0.587 * (rgb[3 * i + 1] & 0xFF) + 0.114 * (rgb[3 * i + 2] & 0xFF);
            // The integer weights differ from the decimal ones by less than 1/65536.
            assertThat(Math.abs((grey[i] & 0xFF) - luma)).isLessThanOrEqualTo(0.5 + 255.0 / 65536);
        }
    }

    @Test
    void equalChannelsMakeAGreyImage() {
        byte[] grey = new byte[256];
        byte[] rgb = new byte[3 * 256];
        for (int i = 0; i < rgb.length; i++) {
            grey[i / 3] = (byte) (i / 3);
            rgb[i] = (byte) (i / 3);
        }
        Pixels colour = Pixels.of(16, 16, rgb);

        assertThat(colour.isGrey()).isTrue();
        assertThat(colour).isEqualTo(Pixels.ofGrey(16, 16, grey)).hasSameHashCodeAs(Pixels.ofGrey(16, 16, grey));
        assertThat(colour.grey()).isEqualTo(grey);
        assertThat(colour.rgb()).isEqualTo(rgb);
        rgb[767]--;
        assertThat(Pixels.of(16, 16, rgb).isGrey()).isFalse();
        assertThat(Pixels.of(16, 16, rgb)).isNotEqualTo(colour);
        assertThat(Pixels.ofGrey(32, 8, grey)).isNotEqualTo(colour);
    }

    @Test
    void bufferedImagesShowTheSamePixels() {
        byte[] rgb = {1, 2, 3, -4, -5, -6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, -1};

        BufferedImage image = Pixels.of(3, 2, rgb).toBufferedImage();

        assertThat(image.getWidth()).isEqualTo(3);
        for (int i = 0; i < 6; i++) {
            int expected = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
            assertThat(image.getRGB(i % 3, i / 3) & 0xFFFFFF).isEqualTo(expected);
        }
        assertThat(Pixels.read(Image.of(image), Preprocessing.letterbox(3, 2)).rgb())
                .isEqualTo(rgb);
        assertThat(Pixels.ofGrey(1, 1, new byte[] {77}).toBufferedImage().getRGB(0, 0))
                .isEqualTo(0xFF4D4D4D);
    }

    @Test
    void arraysAreCopied() {
        byte[] rgb = {1, 2, 3};
        Pixels pixels = Pixels.of(1, 1, rgb);
        rgb[0] = 9;
        pixels.rgb()[1] = 9;

        assertThat(pixels.rgb()).containsExactly(1, 2, 3);
    }

    @Test
    void sizesMustFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pixels.of(2, 2, new byte[11]))
                .withMessage("2×2 pixels need 12 bytes: 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pixels.ofGrey(65_536, 65_536, new byte[0]))
                .withMessageContaining("4294967296");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pixels.ofGrey(0, 1, new byte[0]))
                .withMessage("width and height must be at least 1: 0, 1");
    }
}
