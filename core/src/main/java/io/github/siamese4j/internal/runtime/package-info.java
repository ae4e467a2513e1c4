/** Access to ONNX Runtime: devices, sessions with a use count, deadlines, pooled buffers and shared work. */
@NullMarked
package io.github.siamese4j.internal.runtime;

import org.jspecify.annotations.NullMarked;
