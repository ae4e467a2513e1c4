/**
 * Evaluates a model or a baseline on folders of labelled images. Images are encoded once;
 * {@link io.github.siamese4j.evaluation} computes the figures.
 */
@NullMarked
package io.github.siamese4j.training.internal.evaluate;

import org.jspecify.annotations.NullMarked;
