/**
 * Turns ONNX graphs of other tools into graphs of this project's model format, starting with
 * {@link io.github.siamese4j.internal.graph.EncoderAdapter}.
 */
@NullMarked
package io.github.siamese4j.internal.graph;

import org.jspecify.annotations.NullMarked;
