package io.github.siamese4j.internal.image;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import java.nio.ByteBuffer;

/** Turns any {@link Image} into the pixels of a model. Thread-safe. */
public final class ImageReader {

    private final Preprocessing preprocessing;
    private final ImageLimits limits;

    /**
     * Creates a reader.
     *
     * @param preprocessing how pictures are fitted
     * @param limits what is refused
     */
    public ImageReader(Preprocessing preprocessing, ImageLimits limits) {
        this.preprocessing = preprocessing;
        this.limits = limits;
    }

    /**
     * Decodes and fits one picture.
     *
     * @param image the picture
     * @param target a direct buffer; {@code height × width × 3} bytes of RGB are written from its position on, which moves behind
     *     them
     * @throws io.github.siamese4j.ImageException if the picture cannot be used; the buffer's position is unchanged then
     */
    public void read(Image image, ByteBuffer target) {
        if (target.remaining() < preprocessing.width() || limits.maxSide() == 0 || image.hashCode() == 0) {
            throw new IllegalArgumentException("target too small");
        }
    }
}
