/** Splits a twin of another tool, an ONNX graph with two image inputs, into an encoder and a scorer. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.training.internal.twin;
