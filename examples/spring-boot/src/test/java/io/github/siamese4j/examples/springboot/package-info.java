/** Tests of the executable jar. */
@NullMarked
package io.github.siamese4j.examples.springboot;

import org.jspecify.annotations.NullMarked;
