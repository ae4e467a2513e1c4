/** ONNX Runtime behind guards: which device, one session with a use count, buffers that are used again. */
@NullMarked
package io.github.siamese4j.internal.runtime;

import org.jspecify.annotations.NullMarked;
