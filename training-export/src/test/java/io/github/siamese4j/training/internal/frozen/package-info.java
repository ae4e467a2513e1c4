@NullMarked
package io.github.siamese4j.training.internal.frozen;

import org.jspecify.annotations.NullMarked;
