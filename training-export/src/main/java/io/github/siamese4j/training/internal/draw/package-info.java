/** All pictures this project draws: charts, pair sheets and heat maps. */
@NullMarked
package io.github.siamese4j.training.internal.draw;

import org.jspecify.annotations.NullMarked;
