/**
 * Measures a model and chooses its threshold. Start with {@link io.github.siamese4j.evaluation.LabelledScores}, the
 * scores of pairs with known labels:
 *
 * <ul>
 *   <li>{@link io.github.siamese4j.evaluation.Verification} computes accuracy, area under the curve and equal error
 *       rate, and {@link io.github.siamese4j.evaluation.RocCurve} the whole curve.
 *   <li>{@link io.github.siamese4j.evaluation.Threshold} chooses a threshold.
 *   <li>{@link io.github.siamese4j.evaluation.CalibrationMethod} fits a {@link io.github.siamese4j.Calibration}, which
 *       converts a score into a probability, and {@link io.github.siamese4j.evaluation.Reliability} checks it.
 * </ul>
 *
 * <p>{@link io.github.siamese4j.evaluation.RandomPairs}, {@link io.github.siamese4j.evaluation.FewShotTrial} and
 * {@link io.github.siamese4j.evaluation.Retrieval} draw pairs, N-way K-shot trials and queries from labelled items.
 * Items are numbers, and {@link io.github.siamese4j.evaluation.ItemScorer} scores them.
 *
 * <p>Everywhere a higher score means more similar, a tie is a failure in trials and retrieval, and random draws depend
 * on a seed alone. All types are immutable and thread-safe. Nothing here reads files.
 *
 * <p>Confidence intervals have a coverage of 95 %. They assume independent pairs and trials. Pairs that share an item
 * are not quite independent, so with few classes the true uncertainty is larger.
 */
@NullMarked
package io.github.siamese4j.evaluation;

import org.jspecify.annotations.NullMarked;
