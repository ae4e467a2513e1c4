@NullMarked
package io.github.siamese4j.training.internal.twin;

import org.jspecify.annotations.NullMarked;
