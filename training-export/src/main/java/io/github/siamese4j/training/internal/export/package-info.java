/**
 * Writes a trained twin network as a model directory for the core library, starting with
 * {@link io.github.siamese4j.training.internal.export.TwinExport}.
 */
@NullMarked
package io.github.siamese4j.training.internal.export;

import org.jspecify.annotations.NullMarked;
