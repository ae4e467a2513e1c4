/** File operations that survive a crash. */
@NullMarked
package io.github.siamese4j.internal.io;

import org.jspecify.annotations.NullMarked;
