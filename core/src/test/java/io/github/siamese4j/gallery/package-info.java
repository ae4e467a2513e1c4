/** Tests of galleries: search, storage and files. */
@NullMarked
package io.github.siamese4j.gallery;

import org.jspecify.annotations.NullMarked;
