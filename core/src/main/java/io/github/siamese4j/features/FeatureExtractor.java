package io.github.siamese4j.features;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Pixels;

/**
 * Computes hand-crafted features of images: a vector of numbers that describe edges and texture, with the settings of a
 * {@link FeatureDescription}.
 *
 * <pre>{@code
 * FeatureExtractor extractor = new FeatureExtractor(FeatureDescription.defaults());
 * float[] features = extractor.extract(Image.of(Path.of("a.png")));
 * }</pre>
 *
 * <p>The same image always gives the same vector, and every value is finite. Immutable and thread-safe; there is
 * nothing to close.
 */
public final class FeatureExtractor {

    private final FeatureDescription description;
    private final ImageLimits limits;

    /** Equivalent to {@code FeatureExtractor(description, ImageLimits.defaults())}. */
    public FeatureExtractor(FeatureDescription description) {
        this(description, ImageLimits.defaults());
    }

    /**
     * Creates an extractor.
     *
     * @param description the features to compute
     * @param limits the limits for encoded images
     */
    public FeatureExtractor(FeatureDescription description, ImageLimits limits) {
        this.description = requireNonNull(description, "description");
        this.limits = requireNonNull(limits, "limits");
    }

    /**
     * Computes the features of an image.
     *
     * @param image the image
     * @return a new array of {@link FeatureDescription#length()} finite values
     * @throws ImageException if the image cannot be used
     * @throws io.github.siamese4j.InferenceException if the thread is interrupted while a file or stream is read
     * @throws io.github.siamese4j.DeviceException if OpenCV cannot be loaded
     */
    public float[] extract(Image image) {
        Pixels pixels = Pixels.read(image, description.preprocessing(), limits);
        float[] features = new float[description.length()];
        int at = 0;
        if (description.hog().isPresent()) {
            float[] edges = HogFeatures.of(pixels, description.hog().get());
            System.arraycopy(edges, 0, features, 0, edges.length);
            at = edges.length;
        }
        if (description.glcm().isPresent()) {
            for (double value : GlcmFeatures.of(pixels, description.glcm().get())) {
                features[at++] = (float) value;
            }
        }
        return features;
    }

    /** {@return the description of the features that this extractor computes} */
    public FeatureDescription description() {
        return description;
    }
}
