/**
 * Measures a model, or a trivial baseline, on folders of labelled pictures: encodes them once and lets
 * {@link io.github.siamese4j.evaluation} do the rest; draws the figures.
 */
@NullMarked
package io.github.siamese4j.training.internal.evaluate;

import org.jspecify.annotations.NullMarked;
