/** Proves that damaged and hostile input is refused, and that the JVM stays up. */
@NullMarked
package io.github.siamese4j.fuzz;

import org.jspecify.annotations.NullMarked;
