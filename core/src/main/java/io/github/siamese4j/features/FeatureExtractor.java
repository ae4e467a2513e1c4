package io.github.siamese4j.features;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Turns a picture into a vector of numbers that describe its edges and its texture, as a {@link FeatureDescription}
 * says.
 *
 * <pre>{@code
 * FeatureExtractor extractor = new FeatureExtractor(FeatureDescription.defaults());
 * float[] features = extractor.extract(Image.of(Path.of("a.png")));
 * }</pre>
 *
 * <p>The same picture gives the same vector, every value of it finite. Immutable and thread-safe; there is nothing to
 * close.
 */
public final class FeatureExtractor {

    private final FeatureDescription description;
    private final ImageReader reader;
    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /**
     * An extractor with {@link ImageLimits#defaults()}.
     *
     * @param description what to compute
     */
    public FeatureExtractor(FeatureDescription description) {
        this(description, ImageLimits.defaults());
    }

    /**
     * An extractor.
     *
     * @param description what to compute
     * @param limits what pictures are refused
     */
    public FeatureExtractor(FeatureDescription description, ImageLimits limits) {
        this.description = requireNonNull(description, "description");
        this.reader = new ImageReader(description.picture(), limits);
    }

    /**
     * Computes the features of a picture.
     *
     * @param image the picture
     * @return {@link FeatureDescription#length()} finite values, the caller's to keep
     * @throws ImageException if the picture cannot be used
     * @throws io.github.siamese4j.InferenceException if the thread is interrupted while a file is read
     * @throws io.github.siamese4j.DeviceException if OpenCV cannot be loaded
     */
    public float[] extract(Image image) {
        GreyPicture grey = grey(image);
        float[] features = new float[description.length()];
        int at = 0;
        if (description.hog().isPresent()) {
            float[] edges = HogFeatures.of(grey, description.hog().get());
            System.arraycopy(edges, 0, features, 0, edges.length);
            at = edges.length;
        }
        if (description.glcm().isPresent()) {
            for (double value : GlcmFeatures.of(grey, description.glcm().get())) {
                features[at++] = (float) value;
            }
        }
        return features;
    }

    /**
     * What is computed.
     *
     * @return the settings
     */
    public FeatureDescription description() {
        return description;
    }

    /** The buffer is used again: a direct one for every picture would wait for the garbage collector. */
    private GreyPicture grey(Image image) {
        Preprocessing size = description.picture();
        ByteBuffer free = idle.poll();
        ByteBuffer pixels = free != null ? free : ByteBuffer.allocateDirect(size.width() * size.height() * 3);
        try {
            reader.read(image, pixels.clear());
            return GreyPicture.ofRgb(size.width(), size.height(), pixels.flip());
        } finally {
            idle.add(pixels);
        }
    }
}
