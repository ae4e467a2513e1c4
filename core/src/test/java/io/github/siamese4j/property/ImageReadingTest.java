package io.github.siamese4j.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.testing.GoldenImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An image gives the same pixels from every source. */
class ImageReadingTest {

    private static final ImageLimits DEFAULTS = ImageLimits.defaults();

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png"})
    void everyOrientationShowsTheSamePicture(String format) {
        // Orientation n turns the stored image by n, so an image stored turned by the inverse is shown as the original.
        byte[] upright = GoldenImage.named("orientation1." + format).rgb();
        for (int orientation = 1; orientation <= 8; orientation++) {
            GoldenImage golden = GoldenImage.named("orientation" + orientation + '.' + format);
            byte[] shown = golden.read(Image.of(golden.file()), DEFAULTS);
            for (int y = 0; y < golden.height(); y++) {
                for (int x = 0; x < golden.width(); x++) {
                    int stored = stored(orientation, x, y, golden.width(), golden.height());
                    int at = 3 * (y * golden.width() + x);
                    for (int channel = 0; channel < 3; channel++) {
                        assertThat(shown[at + channel])
                                .as("orientation %d at (%d, %d)", orientation, x, y)
                                .isEqualTo(upright[3 * stored + channel]);
                    }
                }
            }
        }
    }

    /** Returns the stored place of the pixel shown at (x, y), by the definition of the EXIF tag. */
    private static int stored(int orientation, int x, int y, int width, int height) {
        int storedWidth = orientation >= 5 ? height : width;
        int right = width - 1 - x;
        int bottom = height - 1 - y;
        return switch (orientation) {
            case 1 -> y * storedWidth + x;
            case 2 -> y * storedWidth + right;
            case 3 -> bottom * storedWidth + right;
            case 4 -> bottom * storedWidth + x;
            case 5 -> x * storedWidth + y;
            case 6 -> right * storedWidth + y;
            case 7 -> right * storedWidth + bottom;
            default -> x * storedWidth + bottom;
        };
    }

    @Test
    void threadsDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
        List<GoldenImage> images = GoldenImage.all();
        Preprocessing preprocessing = Preprocessing.letterbox(64, 64);
        List<byte[]> expected = images.stream()
                .map(golden -> GoldenImage.read(Image.of(golden.file()), preprocessing, GoldenImage.ALL_FORMATS))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int run = 0; run < 4; run++) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < images.size(); i++) {
                        Image image = Image.of(images.get(i).bytes());
                        assertThat(GoldenImage.read(image, preprocessing, GoldenImage.ALL_FORMATS))
                                .isEqualTo(expected.get(i));
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Large JPEGs are decoded at a fraction of their size; images of the desktop toolkit never are. */
    @ParameterizedTest
    @CsvSource({"1200, 800", "1203, 801", "799, 1207", "517, 513", "423, 421"})
    void largeJpegsLookTheSameDecodedInPart(int width, int height) throws IOException {
        byte[] jpeg = jpeg(width, height);
        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(jpeg));
        Preprocessing preprocessing = Preprocessing.letterbox(105, 105);

        byte[] inPart = GoldenImage.read(Image.of(jpeg), preprocessing, DEFAULTS);
        byte[] whole = GoldenImage.read(Image.of(decoded), preprocessing, DEFAULTS);

        double sum = 0;
        for (int i = 0; i < whole.length; i++) {
            sum += Math.abs((inPart[i] & 0xFF) - (whole[i] & 0xFF));
        }
        assertThat(sum / whole.length).isLessThan(1);
        assertThat(GoldenImage.largestDifference(inPart, whole)).isLessThan(16);
    }

    /** Returns waves of several lengths, which reveal a shift by a fraction of a pixel. */
    private static byte[] jpeg(int width, int height) throws IOException {
        Random random = new Random(7);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = wave(x, width / 13.0) + random.nextInt(9);
                int green = wave(y, height / 11.0) + random.nextInt(9);
                int blue = wave(x + y, width / 7.0) + random.nextInt(9);
                picture.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", bytes);
        return bytes.toByteArray();
    }

    private static int wave(int at, double length) {
        return (int) (120 + 100 * Math.sin(2 * Math.PI * at / length));
    }
}
