/** Which pictures make up a training batch: classes times pictures, drawn from a seed and the step alone. */
@NullMarked
package io.github.siamese4j.training.sampling;

import org.jspecify.annotations.NullMarked;
