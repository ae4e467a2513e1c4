package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.internal.data.Picture;
import io.github.siamese4j.training.internal.data.PictureStore;
import io.github.siamese4j.training.internal.sampling.Pair;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns samples into pixels of the network's size: quarter turn and distortion. What is drawn depends on the sample
 * alone. Safe for use by several threads.
 */
public final class BatchRenderer {
    private final PictureStore store;
    private final Distortion distortion;
    private final boolean detailed;

    /**
     * Creates a renderer.
     *
     * @param store the pictures
     * @param augmentation how they are distorted; none shows them just as the model sees them in use
     * @throws IllegalArgumentException when the augmentation cuts parts out of pictures, but the store keeps these at
     *     the size of the network
     */
    public BatchRenderer(PictureStore store, Augmentation augmentation) {
        this.store = store;
        this.distortion = augmentation.distortion();
        this.detailed = augmentation.detail() > 0;
        if (detailed && !store.isDetailed()) {
            throw new IllegalArgumentException("the pictures are kept at the size of the network; read them with"
                    + " new PictureReader(preprocessing, augmentation.detail())");
        }
    }

    /**
     * Creates a renderer of the affine family.
     *
     * @param store the pictures
     * @param augmentation how they are distorted
     */
    public BatchRenderer(PictureStore store, AffineAugmentation augmentation) {
        this(store, Augmentation.of(augmentation));
    }

    /**
     * Renders a batch.
     *
     * @param batch at least one sample
     * @return its pixels, labels and pairs; grey when all pictures are
     */
    public PixelBatch render(SampledBatch batch) {
        return render(batch.samples(), batch.pairs());
    }

    /**
     * Renders samples.
     *
     * @param samples at least one
     * @return their pixels and labels; grey when all pictures are
     */
    public PixelBatch render(List<Sample> samples) {
        return render(samples, List.of());
    }

    private PixelBatch render(List<Sample> samples, List<Pair> pairs) {
        List<Picture> pictures = new ArrayList<>(samples.size());
        int channels = 1;
        for (Sample sample : samples) {
            Picture picture = detailed ? store.detailed(sample.picture()) : store.get(sample.picture());
            channels = Math.max(channels, picture.channels());
            pictures.add(picture);
        }
        int width = store.preprocessing().width();
        int height = store.preprocessing().height();
        ByteBuffer pixels = ByteBuffer.allocateDirect(samples.size() * height * width * channels);
        for (int i = 0; i < samples.size(); i++) {
            Picture picture = pictures.get(i);
            byte[] rendered = distortion.render(picture, samples.get(i), width, height);
            if (picture.channels() == channels) {
                pixels.put(rendered);
            } else {
                pixels.put(tripled(rendered));
            }
        }
        pixels.flip();
        List<Integer> labels = samples.stream().map(Sample::label).toList();
        return new PixelBatch(pixels, samples.size(), height, width, channels, labels, pairs);
    }

    private static byte[] tripled(byte[] grey) {
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = grey[i / 3];
        }
        return rgb;
    }
}
