/**
 * Computes the similarity of two images with a siamese network.
 *
 * <p><b>Start here:</b> {@link io.github.siamese4j.SiameseComparator#load(java.nio.file.Path)} loads a model directory.
 * {@link io.github.siamese4j.SiameseComparator#similarity(java.nio.file.Path, java.nio.file.Path) similarity} returns a
 * score in [0, 1]; higher means more similar. {@link io.github.siamese4j.SiameseComparator#compare(java.nio.file.Path,
 * java.nio.file.Path) compare} adds the decision and, for a calibrated model, the probability.
 *
 * <dl>
 *   <dt>Results
 *   <dd>{@link io.github.siamese4j.Comparison} (score, threshold, probability),
 *       {@link io.github.siamese4j.SimilarityMatrix} (all pairs), {@link io.github.siamese4j.Explanation} (heat maps),
 *       {@link io.github.siamese4j.Calibration} (score to probability)
 *   <dt>Parts of a comparator, usable and replaceable on their own
 *   <dd>{@link io.github.siamese4j.Encoder} (images or feature vectors to embeddings),
 *       {@link io.github.siamese4j.PairScorer} (two embeddings to a score), {@link io.github.siamese4j.Metric} (the
 *       built-in scorers), {@link io.github.siamese4j.Embedding} and {@link io.github.siamese4j.Embeddings}
 *   <dt>Input
 *   <dd>{@link io.github.siamese4j.ModelSource}, {@link io.github.siamese4j.Image}, {@link io.github.siamese4j.Pixels},
 *       {@link io.github.siamese4j.Preprocessing}, {@link io.github.siamese4j.ImageLimits}
 *   <dt>Options and callbacks
 *   <dd>{@link io.github.siamese4j.RuntimeOptions}, {@link io.github.siamese4j.Device},
 *       {@link io.github.siamese4j.ProgressListener}, {@link io.github.siamese4j.EmbeddingConsumer}
 *   <dt>Errors
 *   <dd>{@link io.github.siamese4j.SiameseException} and its subclasses, each with a stable
 *       {@link io.github.siamese4j.ErrorCode} and a remedy in its message
 * </dl>
 *
 * <p>{@link io.github.siamese4j.gallery.Gallery} searches among many labelled embeddings. The package
 * {@link io.github.siamese4j.evaluation} measures models; {@link io.github.siamese4j.features} computes feature vectors
 * from images.
 */
@NullMarked
package io.github.siamese4j;

import org.jspecify.annotations.NullMarked;
