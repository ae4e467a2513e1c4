package io.github.siamese4j;

import io.github.siamese4j.internal.encode.Occlusion;
import java.awt.image.BufferedImage;
import java.util.Objects;

/**
 * Heat maps of the regions that make two images similar, computed by occlusion: a patch covers one place at a time, and
 * the drop of the score is attributed to the covered pixels. See Zeiler and Fergus 2014, "Visualizing and Understanding
 * Convolutional Networks", arXiv:1311.2901. Immutable.
 *
 * @param score the score of the pair with nothing covered, in [0, 1]
 * @param a the heat map over the first image
 * @param b the heat map over the second image
 */
public record Explanation(double score, Side a, Side b) {

    /** One image, fitted into the model's input, and the heat map over it. Immutable. */
    public static final class Side {

        private final BufferedImage image;
        private final float[] heat;

        /**
         * Creates a side.
         *
         * @param image the image, fitted into the model's input; copied
         * @param heat the drop of the score for each pixel, {@code [height, width]} row by row; copied
         * @throws IllegalArgumentException if there is not one value for each pixel
         */
        public Side(BufferedImage image, float[] heat) {
            if (heat.length != image.getWidth() * image.getHeight()) {
                throw new IllegalArgumentException(
                        "heat must have " + image.getWidth() + " × " + image.getHeight() + " values: " + heat.length);
            }
            this.image = Occlusion.copy(image);
            this.heat = heat.clone();
        }

        /** {@return the width of the model's input in pixels} */
        public int width() {
            return image.getWidth();
        }

        /** {@return the height of the model's input in pixels} */
        public int height() {
            return image.getHeight();
        }

        /** {@return a copy of the image, fitted into the model's input} */
        public BufferedImage image() {
            return Occlusion.copy(image);
        }

        /**
         * {@return the heat of a pixel, in [−1, 1]; positive where the images are alike, negative where they differ}
         * The heat is the drop of the score, averaged over all patches that cover the pixel.
         *
         * @param x the column, in 0..width − 1
         * @param y the row, in 0..height − 1
         */
        public float heat(int x, int y) {
            return heat[Objects.checkIndex(y, height()) * width() + Objects.checkIndex(x, width())];
        }

        /** {@return a copy of the heat of all pixels, {@code [height, width]} row by row} */
        public float[] heat() {
            return heat.clone();
        }
    }
}
