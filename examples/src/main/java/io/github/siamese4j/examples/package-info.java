/** The siamese4j examples module. */
@NullMarked
package io.github.siamese4j.examples;

import org.jspecify.annotations.NullMarked;
