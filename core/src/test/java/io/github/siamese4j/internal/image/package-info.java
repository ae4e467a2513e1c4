/** Tests of the way from bytes to pixels. */
@NullMarked
package io.github.siamese4j.internal.image;

import org.jspecify.annotations.NullMarked;
