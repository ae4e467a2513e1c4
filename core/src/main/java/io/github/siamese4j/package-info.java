/**
 * How similar are two pictures? Start with {@link io.github.siamese4j.SiameseComparator#load(java.nio.file.Path)}: it
 * needs a model directory and gives an object whose
 * {@link io.github.siamese4j.SiameseComparator#similarity(java.nio.file.Path, java.nio.file.Path) similarity} is a
 * score in [0, 1], higher = more similar.
 *
 * <p>Its two parts can be used and replaced by themselves: an {@link io.github.siamese4j.Encoder} turns pictures or
 * feature vectors into {@link io.github.siamese4j.Embedding embeddings}, a {@link io.github.siamese4j.PairScorer} turns
 * two embeddings into a score. What can go wrong is a {@link io.github.siamese4j.SiameseException} with a stable
 * {@link io.github.siamese4j.ErrorCode} and a remedy in its message.
 */
@NullMarked
package io.github.siamese4j;

import org.jspecify.annotations.NullMarked;
