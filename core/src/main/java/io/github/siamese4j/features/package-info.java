/**
 * Hand-crafted features for models that take vectors instead of images. A
 * {@link io.github.siamese4j.features.FeatureExtractor} computes them. A
 * {@link io.github.siamese4j.features.FeatureDescription} holds the settings and is stored in feature tables and
 * models.
 */
@NullMarked
package io.github.siamese4j.features;

import org.jspecify.annotations.NullMarked;
