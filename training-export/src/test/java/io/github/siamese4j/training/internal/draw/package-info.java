@NullMarked
package io.github.siamese4j.training.internal.draw;

import org.jspecify.annotations.NullMarked;
