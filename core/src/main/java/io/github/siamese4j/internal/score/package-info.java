/** Learned scorers run by ONNX Runtime, and their ranking in integers. */
@NullMarked
package io.github.siamese4j.internal.score;

import org.jspecify.annotations.NullMarked;
