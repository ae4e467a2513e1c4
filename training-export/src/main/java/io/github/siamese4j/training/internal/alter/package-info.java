/** Altered copies of pictures, such as crops, screenshots and files saved again. */
@NullMarked
package io.github.siamese4j.training.internal.alter;

import org.jspecify.annotations.NullMarked;
