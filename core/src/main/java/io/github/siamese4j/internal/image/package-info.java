/** Pictures from bytes to the pixels of a model: look at the header, decode, fit to size. */
@NullMarked
package io.github.siamese4j.internal.image;

import org.jspecify.annotations.NullMarked;
