/** Encoders: images and feature vectors to embeddings by ONNX Runtime. */
@NullMarked
package io.github.siamese4j.internal.encode;

import org.jspecify.annotations.NullMarked;
