package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

/**
 * The conversion of an image of any size to the pixels of a model's input: {@code [height, width, 3]} RGB, 8 bits per
 * channel. Every model over images contains its preprocessing. The scaling to floats is part of the model's graph, so
 * that it cannot differ between training and use.
 *
 * @param width the width of the model's input in pixels, in 1..4096
 * @param height the height of the model's input in pixels, in 1..4096
 * @param fit the fit of images of another shape
 * @param interpolation the interpolation for resizing
 * @param padding the colour {@code 0xRRGGBB} of the bars that {@link Fit#LETTERBOX} leaves
 */
public record Preprocessing(int width, int height, Fit fit, Interpolation interpolation, int padding) {

    private static final int GREY = 0x808080;
    private static final int MAX_SIDE = 4096;

    /** Checks the ranges. */
    public Preprocessing {
        requireSide("width", width);
        requireSide("height", height);
        requireNonNull(fit, "fit");
        requireNonNull(interpolation, "interpolation");
        if ((padding & 0xFF000000) != 0) {
            throw new IllegalArgumentException("padding must be 0xRRGGBB: 0x" + Integer.toHexString(padding));
        }
    }

    /**
     * {@return a letterbox with grey bars (128, 128, 128) and bicubic interpolation}
     *
     * @param width the width of the model's input in pixels, in 1..4096
     * @param height the height of the model's input in pixels, in 1..4096
     */
    public static Preprocessing letterbox(int width, int height) {
        return new Preprocessing(width, height, Fit.LETTERBOX, Interpolation.BICUBIC, GREY);
    }

    /**
     * {@return a copy with another fit}
     *
     * @param other the fit of images of another shape
     */
    public Preprocessing withFit(Fit other) {
        return new Preprocessing(width, height, other, interpolation, padding);
    }

    private static void requireSide(String name, int value) {
        if (value < 1 || value > MAX_SIDE) {
            throw new IllegalArgumentException(name + " must be in 1.." + MAX_SIDE + ": " + value);
        }
    }

    /** The fit of images of another shape than the model's input. */
    public enum Fit {
        /** The whole image at its own aspect ratio, centred between bars of {@link Preprocessing#padding()}. */
        LETTERBOX,
        /** The centre of the image, resized so that its shorter side fits. */
        CENTER_CROP,
        /** The whole image, with each side resized separately; the aspect ratio changes. */
        STRETCH
    }

    /** The interpolation for resizing. */
    public enum Interpolation {
        /** The nearest pixel. */
        NEAREST,
        /** Bilinear; shrinking to less than half averages areas. */
        BILINEAR,
        /** Cubic convolution; shrinking to less than half averages areas. */
        BICUBIC,
        /** The average of the area of a pixel; enlarging is bilinear. */
        AREA
    }
}
