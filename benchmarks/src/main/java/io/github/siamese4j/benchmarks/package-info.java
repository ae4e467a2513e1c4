/** The siamese4j benchmarks module. */
@NullMarked
package io.github.siamese4j.benchmarks;

import org.jspecify.annotations.NullMarked;
