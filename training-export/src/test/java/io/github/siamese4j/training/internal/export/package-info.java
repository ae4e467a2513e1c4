/** Tests of the export. */
@NullMarked
package io.github.siamese4j.training.internal.export;

import org.jspecify.annotations.NullMarked;
