/** Tests of image reading. */
@NullMarked
package io.github.siamese4j.internal.image;

import org.jspecify.annotations.NullMarked;
