package io.github.siamese4j.training.internal.data;

import java.util.Arrays;

/** A decoded picture: unsigned bytes, rows from the top, channels interleaved (grey, or red green blue). Immutable. */
public final class Picture {
    private final int width;
    private final int height;
    private final int channels;
    private final byte[] pixels;

    private Picture(int width, int height, int channels, byte[] pixels) {
        if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException(
                    "width, height at least 1 and channels 1 or 3: " + width + ", " + height + ", " + channels);
        }
        if (pixels.length != width * height * channels) {
            throw new IllegalArgumentException(
                    "pixels must have " + width * height * channels + " bytes: " + pixels.length);
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.pixels = pixels;
    }

    /**
     * Creates a picture, copying the pixels.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param channels 1 (grey) or 3 (RGB)
     * @param pixels {@code height * width * channels} bytes
     * @return the picture
     * @throws IllegalArgumentException when the sizes do not fit together
     */
    public static Picture of(int width, int height, int channels, byte[] pixels) {
        return new Picture(width, height, channels, pixels.clone());
    }

    /** Takes over an array that nobody else holds. */
    static Picture owning(int width, int height, int channels, byte[] pixels) {
        return new Picture(width, height, channels, pixels);
    }

    /**
     * The width.
     *
     * @return pixels in a row
     */
    public int width() {
        return width;
    }

    /**
     * The height.
     *
     * @return number of rows
     */
    public int height() {
        return height;
    }

    /**
     * The number of channels.
     *
     * @return 1 for grey, 3 for RGB
     */
    public int channels() {
        return channels;
    }

    /**
     * Copies the pixels into an array.
     *
     * @param target where they go
     * @param offset the place of the first byte
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(pixels, 0, target, offset, pixels.length);
    }

    /**
     * The pixels.
     *
     * @return a copy, {@code height * width * channels} bytes
     */
    public byte[] pixels() {
        return pixels.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture that
                && width == that.width
                && height == that.height
                && channels == that.channels
                && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "Picture[" + width + "x" + height + "x" + channels + "]";
    }
}
