/**
 * Hand-made features: what a {@link io.github.siamese4j.features.FeatureExtractor} computes of a picture, for models
 * that take vectors instead of pictures. A {@link io.github.siamese4j.features.FeatureDescription} holds the settings
 * and travels with the table of features and the model trained on it.
 */
@NullMarked
package io.github.siamese4j.features;

import org.jspecify.annotations.NullMarked;
