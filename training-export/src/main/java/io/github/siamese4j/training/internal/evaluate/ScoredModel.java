package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.internal.image.ImageReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What is measured: a model, or a baseline that a model should beat.
 *
 * @param name what it is called
 * @param device where it runs
 * @param encode pictures to embeddings, in order; fails if one cannot be used
 * @param dimension length of an embedding
 * @param scorer scores embeddings; the subject does not close it
 * @param threshold from which score on pairs are called the same; empty if it has none of its own
 */
public record ScoredModel(
        String name,
        String device,
        Function<List<Image>, List<Embedding>> encode,
        int dimension,
        PairScorer scorer,
        OptionalDouble threshold) {

    private static final int SIDE = 28;
    private static final int CHANNELS = 3;

    /**
     * A model.
     *
     * @param comparator the model, open as long as this is used
     * @return the subject
     */
    public static ScoredModel of(SiameseComparator comparator) {
        return new ScoredModel(
                comparator.model(),
                comparator.device().toString(),
                comparator.encoder()::encode,
                comparator.encoder().dimension(),
                comparator.scorer(),
                OptionalDouble.of(comparator.threshold()));
    }

    /**
     * The trivial baseline: the cosine of the grey values of both pictures, at 28×28 pixels.
     *
     * @return the subject
     */
    public static ScoredModel pixels() {
        ImageReader reader = new ImageReader(Preprocessing.letterbox(SIDE, SIDE), ImageLimits.defaults());
        return new ScoredModel(
                "pixels",
                "CPU",
                images -> images.stream().map(image -> grey(reader, image)).toList(),
                SIDE * SIDE,
                Metric.COSINE,
                OptionalDouble.empty());
    }

    private static Embedding grey(ImageReader reader, Image image) {
        ByteBuffer rgb = ByteBuffer.allocateDirect(SIDE * SIDE * CHANNELS);
        reader.read(image, rgb);
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            int sum = 0;
            for (int channel = 0; channel < CHANNELS; channel++) {
                sum += rgb.get(CHANNELS * i + channel) & 0xFF;
            }
            values[i] = sum / (CHANNELS * 255f);
        }
        return Embedding.of(values);
    }

    /**
     * The classical baseline: the cosine of hand-made features (HOG and GLCM texture) of both pictures.
     *
     * @return the subject
     */
    public static ScoredModel features() {
        FeatureDescription description = FeatureDescription.defaults();
        FeatureExtractor extractor = new FeatureExtractor(description);
        return new ScoredModel(
                "features",
                "CPU",
                images -> images.stream()
                        .map(image -> Embedding.of(extractor.extract(image)))
                        .toList(),
                description.length(),
                Metric.COSINE,
                OptionalDouble.empty());
    }
}
