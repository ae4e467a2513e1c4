/** Proves what the export promises, piece by piece. */
@NullMarked
package io.github.siamese4j.training.internal.export;

import org.jspecify.annotations.NullMarked;
