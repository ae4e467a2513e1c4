/** Reading of images: header checks, decoding, fitting to size. */
@NullMarked
package io.github.siamese4j.internal.image;

import org.jspecify.annotations.NullMarked;
