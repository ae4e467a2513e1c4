/**
 * How good is a model, and from which score on are two pictures the same? Start with
 * {@link io.github.siamese4j.evaluation.LabelledScores}, scores of pairs whose truth is known:
 * {@link io.github.siamese4j.evaluation.Verification} measures them, {@link io.github.siamese4j.evaluation.Threshold}
 * chooses a threshold, {@link io.github.siamese4j.Calibration} turns a score into a probability.
 *
 * <p>{@link io.github.siamese4j.evaluation.RandomPairs}, {@link io.github.siamese4j.evaluation.FewShotTrial} and
 * {@link io.github.siamese4j.evaluation.Retrieval} draw pairs, N-way K-shot trials and queries from labelled pictures,
 * which stand for themselves as numbers; {@link io.github.siamese4j.evaluation.Similarities} scores them.
 *
 * <p>Everywhere a higher score means more similar, a tie counts as a failure, and what is random follows from a seed.
 * All types are immutable and thread-safe. Intervals hold 95 %. They take pairs and trials for independent, which those
 * that share pictures are not quite: with few classes the truth is less certain than an interval says. Nothing here
 * reads files.
 */
@NullMarked
package io.github.siamese4j.evaluation;

import org.jspecify.annotations.NullMarked;
