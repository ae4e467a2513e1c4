@NullMarked
package io.github.siamese4j.training.internal.evaluate;

import org.jspecify.annotations.NullMarked;
