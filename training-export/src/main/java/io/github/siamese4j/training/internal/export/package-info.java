/**
 * Writes a trained twin network as a model directory for the core library. Start with
 * {@link io.github.siamese4j.training.internal.export.TwinExport}. It converts a network to ONNX graphs, checks them
 * against the training engine, and writes them.
 */
@NullMarked
package io.github.siamese4j.training.internal.export;

import org.jspecify.annotations.NullMarked;
