/** Small programs to copy from. Start with {@link io.github.siamese4j.examples.CompareTwoImages}. */
@NullMarked
package io.github.siamese4j.examples;

import org.jspecify.annotations.NullMarked;
