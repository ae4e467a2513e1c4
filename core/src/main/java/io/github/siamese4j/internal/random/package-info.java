/** Random draws that evaluation and training share. */
@NullMarked
package io.github.siamese4j.internal.random;

import org.jspecify.annotations.NullMarked;
