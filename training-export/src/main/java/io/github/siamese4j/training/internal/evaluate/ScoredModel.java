package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.training.internal.data.ImageFiles;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A model that is evaluated, or a baseline that a model should beat. A baseline has no threshold. The owner closes
 * encoder and scorer.
 */
public record ScoredModel(String name, Encoder encoder, PairScorer scorer, OptionalDouble threshold) {

    private static final int SIDE = 28;
    private static final int CHANNELS = 3;

    /** Returns a model, which must stay open while it is evaluated. */
    public static ScoredModel of(SiameseComparator comparator) {
        return new ScoredModel(
                comparator.model(),
                comparator.encoder(),
                comparator.scorer(),
                OptionalDouble.of(comparator.threshold()));
    }

    /** Returns the trivial baseline: the cosine of the grey values of both images at 28×28 pixels. */
    public static ScoredModel pixels() {
        return baseline("pixels", SIDE * SIDE, ScoredModel::grey);
    }

    /** Returns the classical baseline: the cosine of HOG and GLCM texture features of both images. */
    public static ScoredModel features() {
        FeatureDescription description = FeatureDescription.defaults();
        FeatureExtractor extractor = new FeatureExtractor(description, ImageFiles.LIMITS);
        return baseline("features", description.length(), extractor::extract);
    }

    /** Returns the device that encodes. */
    public String device() {
        return encoder.device().toString();
    }

    private static ScoredModel baseline(String name, int dimension, Function<Image, float[]> function) {
        return new ScoredModel(name, new Baseline(dimension, function), Metric.COSINE, OptionalDouble.empty());
    }

    /** An encoder that computes each embedding with a plain function instead of a model. */
    private record Baseline(int dimension, Function<Image, float[]> function) implements Encoder {
        @Override
        public Embeddings encode(List<? extends Image> images) {
            Embeddings.Builder embeddings = Embeddings.builder(dimension, images.size());
            images.forEach(image -> embeddings.add(Embedding.of(function.apply(image))));
            return embeddings.build();
        }

        @Override
        public Device device() {
            return Device.CPU;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static float[] grey(Image image) {
        byte[] rgb = Pixels.read(image, Preprocessing.letterbox(SIDE, SIDE), ImageFiles.LIMITS)
                .rgb();
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            int sum = 0;
            for (int channel = 0; channel < CHANNELS; channel++) {
                sum += rgb[CHANNELS * i + channel] & 0xFF;
            }
            values[i] = sum / (CHANNELS * 255f);
        }
        return values;
    }
}
