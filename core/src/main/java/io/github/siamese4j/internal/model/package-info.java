/** Model directories: ONNX files, their checksums and their metadata. */
@NullMarked
package io.github.siamese4j.internal.model;

import org.jspecify.annotations.NullMarked;
