package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

/**
 * How a picture of any size becomes the pixels a model was trained on: {@code [height, width, 3]} RGB, 8 bits each. A
 * model carries its own; scaling of the values to floats is part of the model's graph and cannot differ between
 * training and use.
 *
 * @param width of the model's input in pixels, in 1..4096
 * @param height of the model's input in pixels, in 1..4096
 * @param fit how a picture of another shape is fitted
 * @param interpolation how pixels between pixels are computed
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
     * Letterbox over grey (128, 128, 128) with bicubic interpolation.
     *
     * @param width of the model's input in pixels, in 1..4096
     * @param height of the model's input in pixels, in 1..4096
     * @return the preprocessing
     */
    public static Preprocessing letterbox(int width, int height) {
        return new Preprocessing(width, height, Fit.LETTERBOX, Interpolation.BICUBIC, GREY);
    }

    /**
     * The same with another fit.
     *
     * @param other how a picture of another shape is fitted
     * @return a copy
     */
    public Preprocessing withFit(Fit other) {
        return new Preprocessing(width, height, other, interpolation, padding);
    }

    private static void requireSide(String name, int value) {
        if (value < 1 || value > MAX_SIDE) {
            throw new IllegalArgumentException(name + " must be in 1.." + MAX_SIDE + ": " + value);
        }
    }

    /** How a picture of another shape is fitted to the model's input. */
    public enum Fit {
        /** The whole picture, its shape kept, centred, with bars of {@link Preprocessing#padding()} beside it. */
        LETTERBOX,
        /** The shorter side is made to fit, then the centre is cut out. */
        CENTER_CROP,
        /** Each side is made to fit by itself; the shape is not kept. */
        STRETCH
    }

    /** How pixels between pixels are computed when a picture is resized. */
    public enum Interpolation {
        /** The nearest pixel. */
        NEAREST,
        /** Linear in both directions; shrinking to less than half averages areas. */
        BILINEAR,
        /** Cubic convolution; shrinking to less than half averages areas. */
        BICUBIC,
        /** Averages the area that falls on a pixel; enlarging is bilinear. */
        AREA
    }
}
