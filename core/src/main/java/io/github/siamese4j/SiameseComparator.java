package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.internal.encode.BatchEncoding;
import io.github.siamese4j.internal.encode.ModelLoader;
import io.github.siamese4j.internal.encode.Occlusion;
import io.github.siamese4j.internal.model.ModelFiles;
import io.github.siamese4j.internal.runtime.UseCount;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Computes the similarity of two images, or of two feature vectors, with a siamese network. An {@link Encoder} encodes
 * both inputs with the same weights. A {@link PairScorer} turns the two embeddings into a score in [0, 1]; higher means
 * more similar.
 *
 * <pre>{@code
 * try (SiameseComparator comparator = SiameseComparator.load(Path.of("model"))) {
 *     double score = comparator.similarity(Path.of("a.png"), Path.of("b.png"));
 *     boolean same = comparator.compare(Path.of("a.png"), Path.of("b.png")).same();
 * }
 * }</pre>
 *
 * <p>Loading takes about a second: load once and share. Instances are thread-safe. Scores are symmetric, {@code s(a, b)
 * = s(b, a)}, to the last bit.
 */
public final class SiameseComparator implements AutoCloseable {

    private static final ProgressListener NO_LISTENER = (stage, done, total) -> {};

    private final Encoder encoder;
    private final PairScorer scorer;
    private final String model;
    private final double threshold;
    private final Optional<Calibration> calibration;
    private final OptionalDouble selfScore;
    private final UseCount uses;

    private SiameseComparator(Builder settings, ModelLoader.Parts parts, Runnable closeOwned) {
        this.encoder = parts.encoder();
        this.scorer = parts.scorer();
        this.model = parts.name();
        this.threshold = settings.threshold.orElse(parts.threshold());
        this.calibration = settings.calibration.or(parts::calibration);
        this.selfScore = parts.selfScore();
        this.uses = new UseCount(this, model.isEmpty() ? "the comparator" : "the comparator of " + model, closeOwned);
    }

    /** Equivalent to {@code load(ModelSource.of(model))}, for a model directory. */
    public static SiameseComparator load(Path model) {
        return load(ModelSource.of(model));
    }

    /** Equivalent to {@code load(ModelSource.of(model), options)}, for a model directory. */
    public static SiameseComparator load(Path model, RuntimeOptions options) {
        return load(ModelSource.of(model), options);
    }

    /** Equivalent to {@code load(model, RuntimeOptions.defaults())}. */
    public static SiameseComparator load(ModelSource model) {
        return load(model, RuntimeOptions.defaults());
    }

    /**
     * Loads a model.
     *
     * @param model the source of the model
     * @param options the runtime options
     * @return the comparator, to be closed by the caller
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the device or the runtime cannot be used
     */
    public static SiameseComparator load(ModelSource model, RuntimeOptions options) {
        return builder().model(model).options(options).build();
    }

    /** Equivalent to {@code onnxTwin(file, onnx, RuntimeOptions.defaults())}. */
    public static SiameseComparator onnxTwin(Path file, OnnxOptions onnx) {
        return onnxTwin(file, onnx, RuntimeOptions.defaults());
    }

    /** Equivalent to {@link #onnxTwin(ModelSource, String, OnnxOptions, RuntimeOptions)}, for a file in a directory. */
    public static SiameseComparator onnxTwin(Path file, OnnxOptions onnx, RuntimeOptions options) {
        ModelFiles.Place place = ModelFiles.Place.of(file);
        return onnxTwin(place.source(), place.file(), onnx, options);
    }

    /** Equivalent to {@code onnxTwin(source, file, onnx, RuntimeOptions.defaults())}. */
    public static SiameseComparator onnxTwin(ModelSource source, String file, OnnxOptions onnx) {
        return onnxTwin(source, file, onnx, RuntimeOptions.defaults());
    }

    /**
     * Loads an ONNX model of another tool that takes two batches of images and returns one value for each pair. The
     * preprocessing that the options describe becomes part of the graph.
     *
     * <p>The encoder of the comparator returns the pixels of an image, and its scorer runs the whole twin. If the order
     * of a pair changes the score of the twin, the scores of both orders are averaged. A twin whose branches share
     * their weights is faster after {@code siamese4j split}, which encodes each image once.
     *
     * <p>The threshold is 0.5 and not measured. Compare labelled pairs to choose one, or import the twin and use
     * {@code siamese4j calibrate}.
     *
     * @param source the folder of the model
     * @param file the name of the ONNX file in that folder
     * @param onnx the preprocessing, the output and its meaning; what the file says can be left out
     * @param options the runtime options
     * @return the comparator, to be closed by the caller
     * @throws ModelException {@code MODEL_MISMATCH} if the model does not compare two images, if the options contradict
     *     the file, or if neither says what is needed; the message lists the choices; another code if the model cannot
     *     be used
     * @throws DeviceException if the device cannot be used
     */
    public static SiameseComparator onnxTwin(
            ModelSource source, String file, OnnxOptions onnx, RuntimeOptions options) {
        ModelLoader.Parts parts = ModelLoader.loadTwin(source, file, onnx, options);
        return new SiameseComparator(builder(), parts, parts::close);
    }

    /** {@return a builder, which needs a model, or an encoder and a scorer} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return the similarity of two images, in [0, 1]; higher means more similar}
     *
     * @param a an image
     * @param b another image
     * @throws ImageException if an image cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes feature vectors and does not describe how to
     *     compute them from an image
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(Image a, Image b) {
        try (UseCount.Use use = uses.use()) {
            Embeddings pair = encoder.encode(List.of(a, b));
            return scorer.score(pair.get(0), pair.get(1));
        }
    }

    /** Equivalent to {@code similarity(Image.of(a), Image.of(b))}, for image files. */
    public double similarity(Path a, Path b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /** Equivalent to {@code similarity(Image.of(a), Image.of(b))}, for encoded images. */
    public double similarity(byte[] a, byte[] b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /** Equivalent to {@code similarity(Image.of(a), Image.of(b))}, for streams of encoded images, read once. */
    public double similarity(InputStream a, InputStream b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /** Equivalent to {@code similarity(Image.of(a), Image.of(b))}, for AWT images. */
    public double similarity(BufferedImage a, BufferedImage b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /** Equivalent to {@code similarity(Image.of(a), Image.of(b))}, for OpenCV matrices. */
    public double similarity(Mat a, Mat b) {
        return similarity(Image.of(a), Image.of(b));
    }

    /**
     * {@return the similarity of two feature vectors, in [0, 1]; higher means more similar} The model must have been
     * trained on such vectors. A zero vector is encoded like any other. If its embedding is zero too,
     * {@link Metric#COSINE} returns 0.5.
     *
     * @param a a vector of the model's input dimension; all values finite
     * @param b another such vector
     * @throws FeatureException if a vector cannot be used; the message names the vector (0 or 1) and the index
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes images
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(float[] a, float[] b) {
        try (UseCount.Use use = uses.use()) {
            Embeddings pair = encoder.encodeFeatures(List.of(a, b));
            return scorer.score(pair.get(0), pair.get(1));
        }
    }

    /**
     * {@return the similarity of two embeddings, in [0, 1]; higher means more similar}
     *
     * @param a an embedding made by this comparator's encoder
     * @param b another such embedding
     * @throws IllegalArgumentException if the dimensions differ
     * @throws InferenceException if the call is refused or does not finish
     */
    public double similarity(Embedding a, Embedding b) {
        try (UseCount.Use use = uses.use()) {
            return scorer.score(a, b);
        }
    }

    /**
     * {@return the score, the threshold, and the probability if the comparator is calibrated}
     *
     * @param a an image
     * @param b another image
     * @throws SiameseException as {@link #similarity(Image, Image)} does
     */
    public Comparison compare(Image a, Image b) {
        return comparison(similarity(a, b));
    }

    /** Equivalent to {@code compare(Image.of(a), Image.of(b))}, for image files. */
    public Comparison compare(Path a, Path b) {
        return comparison(similarity(a, b));
    }

    /** Equivalent to {@code compare(Image.of(a), Image.of(b))}, for encoded images. */
    public Comparison compare(byte[] a, byte[] b) {
        return comparison(similarity(a, b));
    }

    /** Equivalent to {@code compare(Image.of(a), Image.of(b))}, for streams of encoded images, read once. */
    public Comparison compare(InputStream a, InputStream b) {
        return comparison(similarity(a, b));
    }

    /** Equivalent to {@code compare(Image.of(a), Image.of(b))}, for AWT images. */
    public Comparison compare(BufferedImage a, BufferedImage b) {
        return comparison(similarity(a, b));
    }

    /** Equivalent to {@code compare(Image.of(a), Image.of(b))}, for OpenCV matrices. */
    public Comparison compare(Mat a, Mat b) {
        return comparison(similarity(a, b));
    }

    /** Compares two feature vectors, as {@link #similarity(float[], float[])} does. */
    public Comparison compare(float[] a, float[] b) {
        return comparison(similarity(a, b));
    }

    /** Compares two embeddings, as {@link #similarity(Embedding, Embedding)} does. */
    public Comparison compare(Embedding a, Embedding b) {
        return comparison(similarity(a, b));
    }

    private Comparison comparison(double score) {
        return calibration
                .map(fitted -> new Comparison(score, threshold, OptionalDouble.of(fitted.probability(score))))
                .orElseGet(() -> new Comparison(score, threshold));
    }

    /**
     * Returns the similarity of one image to each of many. Every image is encoded once, in batches, two of which are in
     * memory at a time; all CPU cores decode. The scores equal those of {@link #similarity(Image, Image)} within 1e-6,
     * because float32 sums are rounded differently in batches of different sizes. {@link RuntimeOptions#deadline()}
     * applies to each batch.
     *
     * @param query the image to compare with
     * @param candidates the images to compare
     * @return one score in [0, 1] for each candidate, in the same order
     * @throws SiameseException as {@link #similarity(Image, Image)} does
     */
    public double[] similarities(Image query, List<? extends Image> candidates) {
        List<Image> all = new ArrayList<>(candidates.size() + 1);
        all.add(query);
        all.addAll(candidates);
        try (UseCount.Use use = uses.use()) {
            Embeddings embeddings = BatchEncoding.encode(encoder, all, 0, all.size(), NO_LISTENER);
            return scorer.scores(embeddings.get(0), embeddings.subList(1, all.size()));
        }
    }

    /** Equivalent to {@link #similarities(Image, List)}, for image files. */
    public double[] similarities(Path query, List<Path> candidates) {
        return similarities(Image.of(query), candidates.stream().map(Image::of).toList());
    }

    /**
     * {@return the similarity of one embedding to each of many, in [0, 1] and in the same order}
     *
     * @param query the embedding to compare with
     * @param candidates the embeddings to compare; {@link Embeddings} are scored fastest
     * @throws IllegalArgumentException if the dimensions differ
     * @throws InferenceException if the call is refused or does not finish
     */
    public double[] similarities(Embedding query, List<Embedding> candidates) {
        try (UseCount.Use use = uses.use()) {
            return scorer.scores(query, candidates);
        }
    }

    /** Equivalent to {@link #matrix(List, List, ProgressListener)}, without progress reports. */
    public SimilarityMatrix matrix(List<? extends Image> rows, List<? extends Image> columns) {
        return matrix(rows, columns, NO_LISTENER);
    }

    /**
     * Returns the similarity of each row image to each column image. N rows and M columns take N + M encodes and N · M
     * scores, as precise as those of {@link #similarities(Image, List)}. If both lists are the same object, N encodes
     * and half the scores suffice. Two batches of images, one embedding for each image, and the matrix are in memory.
     * {@link SimilarityMatrix#of} does the same for embeddings.
     *
     * @param rows the images of the rows
     * @param columns the images of the columns
     * @param listener is notified of progress; an exception it throws ends the call
     * @return the scores, {@code [rows, columns]}
     * @throws ImageException if an image cannot be used
     * @throws InferenceException if the call is refused or does not finish
     */
    public SimilarityMatrix matrix(
            List<? extends Image> rows, List<? extends Image> columns, ProgressListener listener) {
        boolean square = rows == columns;
        long total = square ? rows.size() : (long) rows.size() + columns.size();
        try (UseCount.Use use = uses.use()) {
            Embeddings left = BatchEncoding.encode(encoder, rows, 0, total, listener);
            Embeddings right = square ? left : BatchEncoding.encode(encoder, columns, rows.size(), total, listener);
            return SimilarityMatrix.of(scorer, left, right, listener);
        }
    }

    /**
     * Equivalent to {@link #explain(Image, Image, int, int, ProgressListener)} for a patch whose side is a fifth of the
     * shorter side of the model's input. The stride is half of that. A square input takes about 300 encodes.
     */
    public Explanation explain(Image a, Image b) {
        try (UseCount.Use use = uses.use()) {
            BufferedImage fitted = encoder.fitted(a);
            int patch = Occlusion.patch(fitted);
            return explain(fitted, b, patch, Math.max(1, patch / 2), NO_LISTENER);
        }
    }

    /** Equivalent to {@code explain(Image.of(a), Image.of(b))}, for image files. */
    public Explanation explain(Path a, Path b) {
        return explain(Image.of(a), Image.of(b));
    }

    /**
     * Returns heat maps of the regions that make two images similar. A patch of the image's mean colour covers one
     * place after the other.
     *
     * @param a an image
     * @param b another image
     * @param patch the side of the patch in pixels of the model's input, at least 1
     * @param stride the step of the patch in pixels, in 1..patch; half the stride takes four times the encodes
     * @param listener is notified of {@link ProgressListener.Stage#ENCODING}; an exception it throws ends the call
     * @return the score, and a heat map over each image
     * @throws ImageException if an image cannot be used
     * @throws ModelException {@code MODEL_MISMATCH} if the model takes no images
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

    /** {@return the encoder; closed with this comparator if the comparator loaded it} */
    public Encoder encoder() {
        return encoder;
    }

    /** {@return the scorer; closed with this comparator if the comparator loaded it} */
    public PairScorer scorer() {
        return scorer;
    }

    /** {@return the threshold, in [0, 1]; pairs that score at least this are called the same} */
    public double threshold() {
        return threshold;
    }

    /**
     * {@return the calibration, which converts a score into the probability that both inputs show the same thing; empty
     * if the model has none, or if the scorer was given without a calibration}
     */
    public Optional<Calibration> calibration() {
        return calibration;
    }

    /**
     * {@return the score of an input compared with itself, in [0, 1], measured when the model was loaded; empty if the
     * scorer was given} Under a metric this is the highest possible score. With a learned head, another pair can score
     * slightly higher.
     */
    public OptionalDouble selfScore() {
        return selfScore;
    }

    /** {@return the name of the model; empty if the encoder or the scorer was given} */
    public String model() {
        return model;
    }

    /** {@return the device that runs the encoder: the CPU or a GPU, never {@link Device#AUTO}} */
    public Device device() {
        return encoder.device();
    }

    /**
     * Closes this comparator and the parts it loaded, never an {@link Encoder} or {@link PairScorer} it was given.
     * Waits for calls in flight; calls that begin meanwhile or later fail with {@link ErrorCode#CLOSED}. Has no effect
     * the second time.
     *
     * @throws IllegalStateException if the calling thread is inside a call of this comparator, for example in a
     *     {@link ProgressListener}; the comparator stays open
     */
    @Override
    public void close() {
        uses.close();
    }

    /**
     * Builds a comparator from a model, or from an encoder and a scorer. A given threshold or calibration replaces the
     * model's own. A given scorer replaces the model's scorer and drops the model's threshold and calibration, which
     * fit the model's scorer only. The threshold is then 0.5 unless given. Every setter returns this builder. Not
     * thread-safe.
     */
    public static final class Builder {

        private @Nullable ModelSource model;
        private @Nullable Encoder encoder;
        private @Nullable PairScorer scorer;
        private RuntimeOptions options = RuntimeOptions.defaults();
        private OptionalDouble threshold = OptionalDouble.empty();
        private Optional<Calibration> calibration = Optional.empty();

        private Builder() {}

        /** Sets the model directory to load. */
        public Builder model(Path directory) {
            return model(ModelSource.of(directory));
        }

        /** Sets the model to load. */
        public Builder model(ModelSource source) {
            this.model = requireNonNull(source, "source");
            return this;
        }

        /** Sets the runtime options of the model; {@link RuntimeOptions#defaults()} by default. */
        public Builder options(RuntimeOptions options) {
            this.options = requireNonNull(options, "options");
            return this;
        }

        /** Sets an encoder, which the comparator does not close. Excludes {@link #model}. */
        public Builder encoder(Encoder encoder) {
            this.encoder = requireNonNull(encoder, "encoder");
            return this;
        }

        /** Sets a scorer, which the comparator does not close and which replaces the model's own. */
        public Builder scorer(PairScorer scorer) {
            this.scorer = requireNonNull(scorer, "scorer");
            return this;
        }

        /** Sets the lowest score that is called the same, in [0, 1]. The model's calibration stays. */
        public Builder threshold(double threshold) {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("threshold must be in 0..1: " + threshold);
            }
            this.threshold = OptionalDouble.of(threshold);
            return this;
        }

        /**
         * Sets the calibration, which converts scores of this comparator into probabilities. The model's threshold
         * stays.
         */
        public Builder calibration(Calibration calibration) {
            this.calibration = Optional.of(calibration);
            return this;
        }

        /**
         * Loads the model, if one was set, and returns the comparator.
         *
         * @return the comparator, to be closed by the caller
         * @throws ModelException if the model cannot be used
         * @throws DeviceException if the device or the runtime cannot be used
         * @throws IllegalStateException if neither or both of model and encoder were set, or an encoder without a
         *     scorer
         */
        public SiameseComparator build() {
            if ((model == null) == (encoder == null)) {
                throw new IllegalStateException("set either a model or an encoder");
            }
            if (encoder != null) {
                if (scorer == null) {
                    throw new IllegalStateException("an encoder needs a scorer, such as Metric.COSINE");
                }
                return new SiameseComparator(this, new ModelLoader.Parts(encoder, scorer), () -> {});
            }
            if (scorer != null) {
                Encoder own = Encoder.load(requireNonNull(model), options);
                return new SiameseComparator(this, new ModelLoader.Parts(own, scorer), own::close);
            }
            ModelLoader.Parts parts = ModelLoader.load(requireNonNull(model), options);
            return new SiameseComparator(this, parts, parts::close);
        }
    }
}
