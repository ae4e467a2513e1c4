/**
 * Writes a trained siamese network as a model directory that the core library loads. Start with
 * {@link io.github.siamese4j.training.internal.export.TwinExport}: it takes a network described as a
 * {@link io.github.siamese4j.training.internal.export.TwinGraph} (pictures) or
 * {@link io.github.siamese4j.training.internal.export.FeatureGraph} (feature vectors), checks the ONNX graphs it makes
 * of it against the engine that trained it, and only then writes.
 */
@NullMarked
package io.github.siamese4j.training.internal.export;

import org.jspecify.annotations.NullMarked;
