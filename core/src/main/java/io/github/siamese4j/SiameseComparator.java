package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.internal.encode.BatchEncoding;
import io.github.siamese4j.internal.encode.ModelLoader;
import io.github.siamese4j.internal.encode.Occlusion;
import io.github.siamese4j.internal.runtime.UseCount;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Tells how similar two pictures, or two feature vectors, are: a siamese network encodes both with the same weights, a
 * scorer turns the difference of the embeddings into a score in [0, 1], higher = more similar.
 *
 * <pre>{@code
 * try (SiameseComparator comparator = SiameseComparator.load(Path.of("model"))) {
 *     double score = comparator.similarity(Path.of("a.png"), Path.of("b.png"));
 *     boolean same = comparator.compare(Path.of("a.png"), Path.of("b.png")).same();
 * }
 * }</pre>
 *
 * <p>Loading takes a second or so; load once and share. Instances are thread-safe. {@link #close()} waits for calls in
 * flight, may be called more than once, and closes what the comparator opened, never an {@link Encoder} or
 * {@link PairScorer} it was given; calls after it fail with {@link ErrorCode#CLOSED}.
 *
 * <p>Scores are symmetric, s(a, b) = s(b, a), to the last bit.
 */
public final class SiameseComparator implements AutoCloseable {

    private static final ProgressListener NOBODY = (stage, done, total) -> {};

    private final Encoder encoder;
    private final PairScorer scorer;
    private final String model;
    private final double threshold;
    private final OptionalDouble selfScore;
    private final UseCount uses;

    private SiameseComparator(
            Encoder encoder,
            PairScorer scorer,
            String model,
            double threshold,
            OptionalDouble selfScore,
            Runnable closeOwned) {
        this.encoder = encoder;
        this.scorer = scorer;
        this.model = model;
        this.threshold = threshold;
        this.selfScore = selfScore;
        this.uses = new UseCount(this, model.isEmpty() ? "the comparator" : "the comparator of " + model, closeOwned);
    }

    /**
     * Loads a model, with {@link RuntimeOptions#defaults()}.
     *
     * @param model the model directory
     * @return the comparator, to be closed by the caller
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the runtime cannot be used
     */
    public static SiameseComparator load(Path model) {
        return load(model, RuntimeOptions.defaults());
    }

    /**
     * Loads a model.
     *
     * @param model the model directory
     * @param options how to run it
     * @return the comparator, to be closed by the caller
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the device or the runtime cannot be used
     */
    public static SiameseComparator load(Path model, RuntimeOptions options) {
        return builder().model(model).options(options).build();
    }

    /**
     * A comparator from parts.
     *
     * @return a builder that needs a model, or an encoder and a scorer
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How similar two pictures are.
     *
     * @param a a picture
     * @param b another
     * @return in [0, 1]; higher = more similar
     * @throws ImageException if one of them cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes vectors and does not say how to compute them
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(Image a, Image b) {
        try (UseCount.Use use = uses.use()) {
            List<Embedding> pair = encoder.encode(List.of(a, b));
            return scorer.score(pair.get(0), pair.get(1));
        }
    }

    /**
     * How similar the pictures in two files are.
     *
     * @param a a file
     * @param b another
     * @return in [0, 1]; higher = more similar
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(Path a, Path b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /**
     * How similar two encoded pictures are.
     *
     * @param a the bytes of a JPEG, PNG… file
     * @param b the bytes of another
     * @return in [0, 1]; higher = more similar
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(byte[] a, byte[] b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /**
     * How similar two pictures of the Java desktop toolkit are.
     *
     * @param a a picture
     * @param b another
     * @return in [0, 1]; higher = more similar
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(BufferedImage a, BufferedImage b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /**
     * How similar two OpenCV matrices are; see {@link Image#of(Mat)} for what they may hold.
     *
     * @param a a picture
     * @param b another
     * @return in [0, 1]; higher = more similar
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(Mat a, Mat b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /**
     * How similar two feature vectors are, under a model that was trained on such vectors.
     *
     * <p>A vector of zeros is encoded like any other. If its embedding is zero, too, {@link Metric#COSINE} gives 0.5.
     *
     * @param a as long as the model's input, all values finite
     * @param b likewise
     * @return in [0, 1]; higher = more similar
     * @throws FeatureException if one of them cannot be used; names vector (0 or 1) and index
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes pictures
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(float[] a, float[] b) {
        try (UseCount.Use use = uses.use()) {
            List<Embedding> pair = encoder.encodeFeatures(List.of(a, b));
            return scorer.score(pair.get(0), pair.get(1));
        }
    }

    /**
     * Compares two pictures and decides by the threshold.
     *
     * @param a a picture
     * @param b another
     * @return score and threshold
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public Comparison compare(Image a, Image b) {
        return new Comparison(similarity(a, b), threshold);
    }

    /**
     * Compares the pictures in two files and decides by the threshold.
     *
     * @param a a file
     * @param b another
     * @return score and threshold
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public Comparison compare(Path a, Path b) {
        return compare(Image.of(a), Image.of(b));
    }

    /**
     * Compares two feature vectors and decides by the threshold.
     *
     * @param a as long as the model's input, all values finite
     * @param b likewise
     * @return score and threshold
     * @throws FeatureException if one of them cannot be used; names vector (0 or 1) and index
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes pictures
     * @throws InferenceException if the call is refused or does not finish
     */
    public Comparison compare(float[] a, float[] b) {
        return new Comparison(similarity(a, b), threshold);
    }

    /**
     * How similar a picture is to each of many. Every picture is encoded once, in batches of which two are in memory,
     * decoded by all processors; scores are those of {@link #similarity(Image, Image)} within 1e-6 (float32 sums are
     * rounded differently in batches of different sizes). {@link RuntimeOptions#deadline()} holds for each batch.
     *
     * @param query the one
     * @param candidates the many
     * @return one score in [0, 1] for each candidate, in the same order
     * @throws ImageException if one of them cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes vectors and does not say how to compute them
     * @throws InferenceException if the call is refused or does not finish
     */
    public double[] similarities(Image query, List<? extends Image> candidates) {
        try (UseCount.Use use = uses.use()) {
            return BatchEncoding.similarities(encoder, scorer, query, candidates, NOBODY);
        }
    }

    /**
     * How similar the picture in a file is to those in many; otherwise as {@link #similarities(Image, List)}.
     *
     * @param query the one
     * @param candidates the many
     * @return one score in [0, 1] for each candidate, in the same order
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public double[] similarities(Path query, List<Path> candidates) {
        return similarities(Image.of(query), candidates.stream().map(Image::of).toList());
    }

    /**
     * How similar an embedding is to each of many, which are scored fastest if they come from one call or from
     * {@link Embeddings#of}.
     *
     * @param query the one
     * @param candidates the many
     * @return one score in [0, 1] for each candidate, in the same order
     * @throws IllegalArgumentException if lengths differ
     * @throws InferenceException if the call is refused or does not finish
     */
    public double[] similarities(Embedding query, List<Embedding> candidates) {
        try (UseCount.Use use = uses.use()) {
            return scorer.scores(query, candidates);
        }
    }

    /**
     * How similar each of many pictures is to each of many others. N rows and M columns are N + M encodes and N · M
     * scores, as precise as those of {@link #similarities(Image, List)}; if both lists are one and the same, N encodes
     * and half the scores. In memory are two batches of pictures, an embedding of each picture, and the matrix.
     * {@link SimilarityMatrix#of} does the same for embeddings.
     *
     * @param rows pictures
     * @param columns pictures
     * @return the scores, {@code [rows, columns]}
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public SimilarityMatrix matrix(List<? extends Image> rows, List<? extends Image> columns) {
        return matrix(rows, columns, NOBODY);
    }

    /**
     * As {@link #matrix(List, List)}, telling how far it has come.
     *
     * @param rows pictures
     * @param columns pictures
     * @param listener learns of progress; what it throws ends the call
     * @return the scores, {@code [rows, columns]}
     * @throws ImageException if one of them cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public SimilarityMatrix matrix(
            List<? extends Image> rows, List<? extends Image> columns, ProgressListener listener) {
        try (UseCount.Use use = uses.use()) {
            return BatchEncoding.matrix(encoder, scorer, rows, columns, listener);
        }
    }

    /**
     * Which regions of two pictures carry their similarity. A patch of the picture's mean colour, a fifth of the
     * model's input wide, is moved over each picture by half its width; about 300 encodes for a square input.
     *
     * @param a a picture
     * @param b another
     * @return the score, and a heat map over each picture
     * @throws ImageException if one of them cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes no pictures
     * @throws InferenceException if the call is refused or does not finish
     */
    public Explanation explain(Image a, Image b) {
        try (UseCount.Use use = uses.use()) {
            BufferedImage fitted = encoder.fitted(a);
            int patch = Occlusion.patch(fitted);
            return explain(fitted, b, patch, Math.max(1, patch / 2), NOBODY);
        }
    }

    /**
     * As {@link #explain(Image, Image)}, with a patch of another size.
     *
     * @param a a picture
     * @param b another
     * @param patch the side of the patch in pixels of the model's input, at least 1
     * @param stride how far it is moved, in 1..patch; half as far means four times the encodes
     * @param listener learns of {@link ProgressListener.Stage#ENCODING}; what it throws ends the call
     * @return the score, and a heat map over each picture
     * @throws ImageException if one of them cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes no pictures
     * @throws InferenceException if the call is refused or does not finish
     */
    public Explanation explain(Image a, Image b, int patch, int stride, ProgressListener listener) {
        if (patch < 1 || stride < 1 || stride > patch) {
            throw new IllegalArgumentException(
                    "patch must be at least 1 and stride in 1..patch: " + patch + " and " + stride);
        }
        try (UseCount.Use use = uses.use()) {
            return explain(encoder.fitted(a), b, patch, stride, listener);
        }
    }

    private Explanation explain(BufferedImage a, Image b, int patch, int stride, ProgressListener listener) {
        return new Occlusion(encoder, scorer, patch, stride).explain(a, encoder.fitted(b), listener);
    }

    /**
     * The part that makes embeddings, to encode once and compare often.
     *
     * @return the encoder, closed with this comparator if that opened it
     */
    public Encoder encoder() {
        return encoder;
    }

    /**
     * The part that scores embeddings.
     *
     * @return the scorer, closed with this comparator if that opened it
     */
    public PairScorer scorer() {
        return scorer;
    }

    /**
     * The score from which on two pictures are called the same.
     *
     * @return in [0, 1]
     */
    public double threshold() {
        return threshold;
    }

    /**
     * What a picture, or a vector, scores with itself, measured while the model was loaded: what "surely the same"
     * looks like. Under a metric it is the highest score there is; a learned head may give a pair of very similar
     * pictures a little more.
     *
     * @return in [0, 1]; empty if encoder and scorer were given
     */
    public OptionalDouble selfScore() {
        return selfScore;
    }

    /**
     * What the model calls itself.
     *
     * @return the name; empty if encoder and scorer were given
     */
    public String model() {
        return model;
    }

    /**
     * Where the model really runs.
     *
     * @return the processor or a graphics card, never {@link Device#AUTO}
     */
    public Device device() {
        return encoder.device();
    }

    @Override
    public void close() {
        uses.close();
    }

    /** Puts a comparator together. Not thread-safe. */
    public static final class Builder {

        private @Nullable Path model;
        private @Nullable Encoder encoder;
        private @Nullable PairScorer scorer;
        private RuntimeOptions options = RuntimeOptions.defaults();
        private OptionalDouble threshold = OptionalDouble.empty();

        private Builder() {}

        /**
         * The model to load.
         *
         * @param directory the model directory
         * @return this
         */
        public Builder model(Path directory) {
            this.model = requireNonNull(directory, "directory");
            return this;
        }

        /**
         * How to run the model.
         *
         * @param options the options
         * @return this
         */
        public Builder options(RuntimeOptions options) {
            this.options = requireNonNull(options, "options");
            return this;
        }

        /**
         * An encoder of the caller's, who closes it. Excludes {@link #model}.
         *
         * @param encoder the encoder
         * @return this
         */
        public Builder encoder(Encoder encoder) {
            this.encoder = requireNonNull(encoder, "encoder");
            return this;
        }

        /**
         * A scorer of the caller's, who closes it; takes the place of the model's own, whose threshold does not fit it.
         *
         * @param scorer the scorer
         * @return this
         */
        public Builder scorer(PairScorer scorer) {
            this.scorer = requireNonNull(scorer, "scorer");
            return this;
        }

        /**
         * The score from which on two pictures are called the same; takes the place of the model's own.
         *
         * @param threshold in [0, 1]
         * @return this
         */
        public Builder threshold(double threshold) {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("threshold must be in 0..1: " + threshold);
            }
            this.threshold = OptionalDouble.of(threshold);
            return this;
        }

        /**
         * Loads what has to be loaded.
         *
         * @return the comparator, to be closed by the caller
         * @throws ModelException if the model cannot be used
         * @throws DeviceException if the device or the runtime cannot be used
         * @throws IllegalStateException if there is neither a model nor an encoder with a scorer, or both
         */
        public SiameseComparator build() {
            if ((model == null) == (encoder == null)) {
                throw new IllegalStateException("give either a model or an encoder");
            }
            if (encoder != null) {
                if (scorer == null) {
                    throw new IllegalStateException("an encoder needs a scorer, such as Metric.COSINE");
                }
                return new SiameseComparator(
                        encoder, scorer, "", threshold.orElse(0.5), OptionalDouble.empty(), () -> {});
            }
            return scorer == null ? ofModel(requireNonNull(model)) : ofModel(requireNonNull(model), scorer);
        }

        private SiameseComparator ofModel(Path directory) {
            ModelLoader.Parts parts = ModelLoader.load(directory, options);
            return new SiameseComparator(
                    parts.encoder(),
                    parts.scorer(),
                    parts.name(),
                    threshold.orElse(parts.threshold()),
                    OptionalDouble.of(parts.selfScore()),
                    () -> {
                        parts.encoder().close();
                        parts.scorer().close();
                    });
        }

        private SiameseComparator ofModel(Path directory, PairScorer given) {
            Encoder own = Encoder.load(directory, options);
            return new SiameseComparator(own, given, "", threshold.orElse(0.5), OptionalDouble.empty(), own::close);
        }
    }
}
