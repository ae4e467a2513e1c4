package io.github.siamese4j.training.internal.alter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Image;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.internal.data.ImageFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlterationTest {

    private static final int WIDTH = 120;
    private static final int HEIGHT = 80;
    private static final Pixels PICTURE = gradient();

    /** A picture whose red channel rises with x, and green with y. Blue is constant. */
    private static Pixels gradient() {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int at = 3 * (y * WIDTH + x);
                rgb[at] = (byte) (40 + x);
                rgb[at + 1] = (byte) (60 + y);
                rgb[at + 2] = 100;
            }
        }
        return Pixels.of(WIDTH, HEIGHT, rgb);
    }

    private static Pixels pixels(Image image) {
        if (image instanceof Image.Buffered buffered) {
            int width = buffered.image().getWidth();
            int height = buffered.image().getHeight();
            return Pixels.read(
                    image,
                    new Preprocessing(
                            width, height, Preprocessing.Fit.STRETCH, Preprocessing.Interpolation.NEAREST, 0));
        }
        return Alteration.original(image, ImageFiles.LIMITS);
    }

    private static Pixels altered(Alteration alteration) {
        return pixels(alteration.apply(PICTURE, 7));
    }

    private static int at(Pixels pixels, int x, int y, int channel) {
        return pixels.rgb()[3 * (y * pixels.width() + x) + channel] & 0xFF;
    }

    @ParameterizedTest
    @EnumSource
    void aCopyDependsOnPixelsAndSeedAlone(Alteration alteration) {
        Pixels copy = altered(alteration);
        assertThat(altered(alteration)).isEqualTo(copy).isNotEqualTo(PICTURE);
    }

    @ParameterizedTest
    @CsvSource({
        "RESIZE_50, 60, 40", "RESIZE_25, 30, 20", "CROP_80, 96, 64", "CROP_60, 72, 48", "CROP_40, 48, 32",
        "ROTATE_15, 120, 80", "ROTATE_90, 80, 120", "ROTATE_180, 120, 80", "BORDER, 132, 92", "SCREENSHOT, 120, 214",
        "RESIZE_TEXT, 60, 40", "CROP_BRIGHTER_JPEG, 96, 64", "SCREENSHOT_JPEG, 60, 107"
    })
    void sizesFollowFromTheOriginal(Alteration alteration, int width, int height) {
        Pixels copy = altered(alteration);
        assertThat(copy.width()).isEqualTo(width);
        assertThat(copy.height()).isEqualTo(height);
    }

    /** A page of 100×20,000 pixels. Its screenshot would have 14,000×25,000 at its own size. */
    @Test
    void aVeryHighPictureIsReducedFirst() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(100, 20_000, BufferedImage.TYPE_3BYTE_BGR), "png", file);
        Pixels page = Alteration.original(Image.of(file.toByteArray()), ImageFiles.LIMITS);
        assertThat(page.height()).isEqualTo(4096);
        assertThat(page.width()).isEqualTo(20);
        for (Alteration alteration : Alteration.values()) {
            Image copy = alteration.apply(page, 7);
            if (copy instanceof Image.Buffered buffered) {
                BufferedImage image = buffered.image();
                assertThat((long) image.getWidth() * image.getHeight())
                        .as(alteration.toString())
                        .isBetween(1L, 15_000_000L);
            }
        }
    }

    @Test
    void aCropIsAPartOfThePictureInTheMiddleHalfOfPlaces() {
        Set<Integer> places = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            Pixels crop = pixels(Alteration.CROP_60.apply(PICTURE, seed));
            int x = at(crop, 0, 0, 0) - 40;
            int y = at(crop, 0, 0, 1) - 60;
            assertThat(x).isBetween(12, 36);
            assertThat(y).isBetween(8, 24);
            assertThat(at(crop, 71, 47, 0) - 40).isEqualTo(x + 71);
            assertThat(at(crop, 71, 47, 1) - 60).isEqualTo(y + 47);
            places.add(x);
        }
        assertThat(places).hasSizeGreaterThan(10);
    }

    @Test
    void turnsMoveEveryPixel() {
        Pixels mirrored = altered(Alteration.MIRROR);
        Pixels half = altered(Alteration.ROTATE_180);
        Pixels quarter = altered(Alteration.ROTATE_90);
        boolean clockwise = at(quarter, 0, 0, 1) > 100;
        for (int y = 0; y < HEIGHT; y += 7) {
            for (int x = 0; x < WIDTH; x += 7) {
                assertThat(at(mirrored, WIDTH - 1 - x, y, 0)).isEqualTo(40 + x);
                assertThat(at(half, WIDTH - 1 - x, HEIGHT - 1 - y, 0)).isEqualTo(40 + x);
                assertThat(at(half, WIDTH - 1 - x, HEIGHT - 1 - y, 1)).isEqualTo(60 + y);
                int toX = clockwise ? HEIGHT - 1 - y : y;
                int toY = clockwise ? x : WIDTH - 1 - x;
                assertThat(at(quarter, toX, toY, 0)).isEqualTo(40 + x);
            }
        }
    }

    @Test
    void aRotationTurnsAboutTheCentreAndBlackensTheCorners() {
        Pixels rotated = altered(Alteration.ROTATE_15);
        assertThat(at(rotated, 0, 0, 2)).isZero();
        assertThat(at(rotated, WIDTH - 1, HEIGHT - 1, 2)).isZero();
        // The centre stays; 20 pixels to its right, the red of 20 · cos 15° further is found.
        assertThat(at(rotated, 60, 40, 0)).isCloseTo(100, within(1));
        assertThat(at(rotated, 80, 40, 0) - at(rotated, 60, 40, 0)).isCloseTo(19, within(1));
        assertThat(Math.abs(at(rotated, 80, 40, 1) - at(rotated, 60, 40, 1))).isCloseTo(5, within(1));
    }

    @Test
    void valuesFollowTheirFormulas() {
        // 0.299 R + 0.587 G + 0.114 B
        IntUnaryOperator luma = x -> (int) Math.round(0.299 * (40 + x) + 0.587 * 80 + 0.114 * 100);
        double mean = 0.299 * 99.5 + 0.587 * 99.5 + 0.114 * 100;
        for (int x = 0; x < WIDTH; x += 11) {
            int red = 40 + x;
            int grey = luma.applyAsInt(x);
            assertThat(at(altered(Alteration.BRIGHTER), x, 20, 0)).isEqualTo(Math.min(255, (int) Math.rint(red * 1.5)));
            assertThat(at(altered(Alteration.DARKER), x, 20, 0)).isCloseTo((int) Math.rint(red * 0.6), within(1));
            assertThat((double) at(altered(Alteration.CONTRAST_UP), x, 20, 0))
                    .isCloseTo(mean + 1.5 * (red - mean), within(1.0));
            assertThat((double) at(altered(Alteration.SATURATION_UP), x, 20, 0))
                    .isCloseTo(Math.min(255, grey + 2.0 * (red - grey)), within(2.0));
            assertThat(at(altered(Alteration.GREY), x, 20, 0)).isCloseTo(grey, within(1));
        }
        assertThat(altered(Alteration.GREY).isGrey()).isTrue();
    }

    @Test
    void noiseHasItsDeviation() {
        Pixels noisy = altered(Alteration.NOISE);
        double sum = 0;
        double squares = 0;
        byte[] rgb = noisy.rgb();
        byte[] clean = PICTURE.rgb();
        for (int i = 0; i < rgb.length; i++) {
            int difference = (rgb[i] & 0xFF) - (clean[i] & 0xFF);
            sum += difference;
            squares += difference * difference;
        }
        assertThat(sum / rgb.length).isCloseTo(0, within(0.5));
        assertThat(Math.sqrt(squares / rgb.length)).isCloseTo(20, within(0.5));
    }

    @Test
    void aSavedCopyIsASmallerFileAtALowerQuality() {
        int best = jpeg(Alteration.JPEG_50);
        assertThat(jpeg(Alteration.JPEG_30)).isLessThan(best);
        assertThat(jpeg(Alteration.JPEG_10)).isLessThan(jpeg(Alteration.JPEG_30));
    }

    private static int jpeg(Alteration alteration) {
        byte[] file = ((Image.Encoded) alteration.apply(PICTURE, 7)).bytes();
        assertThat(file).startsWith(0xFF, 0xD8);
        return file.length;
    }

    @Test
    void aScreenshotShowsThePictureUnchanged() {
        Pixels screen = altered(Alteration.SCREENSHOT);
        int top = (screen.height() - HEIGHT) / 2;
        for (int y = 0; y < HEIGHT; y += 9) {
            for (int x = 0; x < WIDTH; x += 9) {
                assertThat(at(screen, x, top + y, 0)).isEqualTo(40 + x);
                assertThat(at(screen, x, top + y, 1)).isEqualTo(60 + y);
            }
        }
        assertThat(at(screen, 60, top - 5, 0))
                .isEqualTo(at(screen, 60, top - 5, 2))
                .isIn(24, 250);
    }

    @Test
    void textChangesAPartOfThePicture() {
        byte[] written = altered(Alteration.TEXT).rgb();
        byte[] clean = PICTURE.rgb();
        int changed = 0;
        for (int i = 0; i < clean.length; i++) {
            changed += written[i] == clean[i] ? 0 : 1;
        }
        assertThat((double) changed / clean.length).isBetween(0.01, 0.2);
    }

    @ParameterizedTest
    @EnumSource
    void aPictureOfOnePixelHasCopies(Alteration alteration) {
        Pixels one = Pixels.of(1, 1, new byte[] {10, 20, 30});
        assertThat(pixels(alteration.apply(one, 1)).width()).isPositive();
    }

    @Test
    void randomViewsDifferFromSeedToSeedAndNotFromCallToCall() {
        Set<Pixels> views = new HashSet<>();
        for (long seed = 0; seed < 60; seed++) {
            Pixels view = pixels(RandomAlteration.apply(PICTURE, seed));
            assertThat(pixels(RandomAlteration.apply(PICTURE, seed)))
                    .isEqualTo(view)
                    .isNotEqualTo(PICTURE);
            views.add(view);
        }
        assertThat(views).hasSizeGreaterThan(55);
    }
}
