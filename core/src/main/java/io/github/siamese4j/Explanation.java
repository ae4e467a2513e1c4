package io.github.siamese4j;

import io.github.siamese4j.internal.encode.Occlusion;
import java.awt.image.BufferedImage;
import java.util.Objects;

/**
 * Which regions of two pictures carry their similarity, found by occlusion (Zeiler and Fergus 2014, "Visualizing and
 * Understanding Convolutional Networks", arXiv:1311.2901): a patch is laid over one picture at a time, place by place,
 * and how much the score drops is noted.
 *
 * <p>Immutable.
 */
public final class Explanation {

    private final double score;
    private final Side a;
    private final Side b;

    public Explanation(double score, Side a, Side b) {
        this.score = score;
        this.a = a;
        this.b = b;
    }

    /**
     * What the pair scores with nothing covered.
     *
     * @return in [0, 1]
     */
    public double score() {
        return score;
    }

    /**
     * The heat over the first picture.
     *
     * @return what covering parts of it does
     */
    public Side a() {
        return a;
    }

    /**
     * The heat over the second picture.
     *
     * @return what covering parts of it does
     */
    public Side b() {
        return b;
    }

    /** One of the two pictures as the model sees it, and the heat over it. Immutable. */
    public static final class Side {

        private final BufferedImage picture;
        private final float[] heat;

        /** Keeps both arguments without a copy. */
        public Side(BufferedImage picture, float[] heat) {
            this.picture = picture;
            this.heat = heat;
        }

        /**
         * The width of the model's input.
         *
         * @return in pixels
         */
        public int width() {
            return picture.getWidth();
        }

        /**
         * The height of the model's input.
         *
         * @return in pixels
         */
        public int height() {
            return picture.getHeight();
        }

        /**
         * The picture, fitted into the model's input.
         *
         * @return a copy
         */
        public BufferedImage picture() {
            return Occlusion.copy(picture);
        }

        /**
         * What a pixel contributes: by how much the score drops, on average over all patches that cover it.
         *
         * @param x in 0..width − 1
         * @param y in 0..height − 1
         * @return in [−1, 1]; positive where the picture is like the other, negative where it is unlike
         */
        public float heat(int x, int y) {
            return heat[Objects.checkIndex(y, height()) * width() + Objects.checkIndex(x, width())];
        }

        /**
         * The heat of all pixels.
         *
         * @return a copy, {@code [height, width]} row by row
         */
        public float[] heat() {
            return heat.clone();
        }
    }
}
