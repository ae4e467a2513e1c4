/** A web service that compares two uploaded images. */
@NullMarked
package io.github.siamese4j.examples.springboot;

import org.jspecify.annotations.NullMarked;
