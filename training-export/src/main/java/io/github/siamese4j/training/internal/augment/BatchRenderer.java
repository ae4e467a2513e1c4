package io.github.siamese4j.training.internal.augment;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.internal.data.ImageCache;
import io.github.siamese4j.training.internal.sampling.Pair;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders samples as pixels of the network's size, with their quarter turns and distortions. The result depends on the
 * samples alone. Thread-safe.
 */
public final class BatchRenderer {
    private final ImageCache images;
    private final Distortion distortion;
    private final boolean detailed;

    /**
     * Creates a renderer; without distortions, it renders images as the model sees them in use. Throws
     * IllegalArgumentException if the augmentation crops images, but the cache holds them at the size of the network.
     */
    public BatchRenderer(ImageCache images, Augmentation augmentation) {
        this.images = images;
        this.distortion = Distortion.of(augmentation);
        this.detailed = augmentation.detail() > 0;
        if (detailed && !images.isDetailed()) {
            throw new IllegalArgumentException("the images are kept at the size of the network; load them with"
                    + " new ImageLoader(preprocessing, augmentation.detail())");
        }
    }

    /** Renders a batch of at least one sample. */
    public PixelBatch render(SampledBatch batch) {
        return render(batch.samples(), batch.pairs());
    }

    /** Renders at least one sample. All pairs of the batch count. */
    public PixelBatch render(List<Sample> samples) {
        return render(samples, List.of());
    }

    private PixelBatch render(List<Sample> samples, List<Pair> pairs) {
        List<Pixels> sources = new ArrayList<>(samples.size());
        int channels = 1;
        for (Sample sample : samples) {
            Pixels source = detailed ? images.detailed(sample.item()) : images.get(sample.item());
            channels = source.isGrey() ? channels : 3;
            sources.add(source);
        }
        int width = images.preprocessing().width();
        int height = images.preprocessing().height();
        ByteBuffer pixels = ByteBuffer.allocateDirect(samples.size() * height * width * channels);
        for (int i = 0; i < samples.size(); i++) {
            Pixels source = sources.get(i);
            byte[] rendered = distortion.render(source, samples.get(i), width, height);
            boolean expand = channels == 3 && source.isGrey();
            pixels.put(expand ? Pixels.ofGrey(width, height, rendered).rgb() : rendered);
        }
        pixels.flip();
        List<Integer> labels = samples.stream().map(Sample::label).toList();
        return new PixelBatch(pixels, samples.size(), height, width, channels, labels, pairs);
    }
}
