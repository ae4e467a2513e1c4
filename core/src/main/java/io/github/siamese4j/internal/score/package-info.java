/** Scorers: two embeddings to a score by ONNX Runtime, and the fast ranking head. */
@NullMarked
package io.github.siamese4j.internal.score;

import org.jspecify.annotations.NullMarked;
