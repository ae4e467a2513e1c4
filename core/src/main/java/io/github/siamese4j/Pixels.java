package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.internal.image.ImageReader;
import io.github.siamese4j.internal.image.Luma;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;

/**
 * The decoded pixels of an image: 8 bits per channel, rows from the top, RGB interleaved. Immutable and thread-safe.
 *
 * <pre>{@code
 * Pixels pixels = Pixels.read(Image.of(Path.of("a.png")), Preprocessing.letterbox(320, 320));
 * BufferedImage shown = pixels.toBufferedImage();
 * }</pre>
 *
 * <p>Grey images, whose three channels are equal everywhere, take one byte per pixel instead of three.
 */
public final class Pixels {

    private static final int CHANNELS = 3;

    private final int width;
    private final int height;
    /** One byte per pixel if the image is grey, else three. */
    private final byte[] samples;

    private Pixels(int width, int height, byte[] samples) {
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    /** Equivalent to {@code read(image, preprocessing, ImageLimits.defaults())}. */
    public static Pixels read(Image image, Preprocessing preprocessing) {
        return read(image, preprocessing, ImageLimits.defaults());
    }

    /**
     * Reads and fits an image.
     *
     * @param image the image
     * @param preprocessing the size and the fit
     * @param limits the limits for encoded images
     * @return the pixels, of the size that {@code preprocessing} names
     * @throws ImageException if the image cannot be used
     * @throws InferenceException if the thread is interrupted while a file or stream is read
     * @throws DeviceException if OpenCV cannot be loaded
     */
    public static Pixels read(Image image, Preprocessing preprocessing, ImageLimits limits) {
        return new ImageReader(preprocessing, limits).read(image);
    }

    /**
     * {@return pixels with the given RGB samples}
     *
     * @param width the width in pixels, at least 1
     * @param height the height in pixels, at least 1
     * @param rgb {@code height × width × 3} bytes; copied
     */
    public static Pixels of(int width, int height, byte[] rgb) {
        require(width, height, CHANNELS, requireNonNull(rgb, "rgb"));
        return new Pixels(width, height, isGrey(rgb) ? everyThird(rgb) : rgb.clone());
    }

    /**
     * {@return pixels with the given grey samples}
     *
     * @param width the width in pixels, at least 1
     * @param height the height in pixels, at least 1
     * @param grey {@code height × width} bytes; copied
     */
    public static Pixels ofGrey(int width, int height, byte[] grey) {
        require(width, height, 1, requireNonNull(grey, "grey"));
        return new Pixels(width, height, grey.clone());
    }

    /** {@return the width in pixels, at least 1} */
    public int width() {
        return width;
    }

    /** {@return the height in pixels, at least 1} */
    public int height() {
        return height;
    }

    /** {@return whether the three channels are equal everywhere} */
    public boolean isGrey() {
        return samples.length == width * height;
    }

    /** {@return the RGB samples: a new array of {@code height × width × 3} bytes} */
    public byte[] rgb() {
        if (!isGrey()) {
            return samples.clone();
        }
        byte[] rgb = new byte[CHANNELS * samples.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = samples[i / CHANNELS];
        }
        return rgb;
    }

    /**
     * {@return the luma of each pixel, weighted by ITU-R BT.601 and rounded: a new array of {@code height × width}
     * bytes}
     */
    public byte[] grey() {
        if (isGrey()) {
            return samples.clone();
        }
        byte[] grey = new byte[width * height];
        for (int i = 0, at = 0; i < grey.length; i++, at += CHANNELS) {
            grey[i] = (byte) Luma.of(samples[at], samples[at + 1], samples[at + 2]);
        }
        return grey;
    }

    /** {@return a new image of type {@link BufferedImage#TYPE_3BYTE_BGR} with these pixels} */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        byte[] rgb = rgb();
        for (int i = 0; i < bgr.length; i += CHANNELS) {
            bgr[i] = rgb[i + 2];
            bgr[i + 1] = rgb[i + 1];
            bgr[i + 2] = rgb[i];
        }
        return image;
    }

    /** Compares sizes and pixels. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels that
                && width == that.width
                && height == that.height
                && Arrays.equals(samples, that.samples);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return "Pixels[" + width + "×" + height + (isGrey() ? ", grey]" : ", RGB]");
    }

    private static void require(int width, int height, int channels, byte[] samples) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("width and height must be at least 1: " + width + ", " + height);
        }
        if (samples.length != (long) width * height * channels) {
            throw new IllegalArgumentException(width + "×" + height + " pixels need " + (long) width * height * channels
                    + " bytes: " + samples.length);
        }
    }

    private static boolean isGrey(byte[] rgb) {
        for (int i = 0; i < rgb.length; i += CHANNELS) {
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] everyThird(byte[] rgb) {
        byte[] grey = new byte[rgb.length / CHANNELS];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = rgb[CHANNELS * i];
        }
        return grey;
    }
}
