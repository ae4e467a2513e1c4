/** Crash-safe replacement of files and directories. */
@NullMarked
package io.github.siamese4j.internal.io;

import org.jspecify.annotations.NullMarked;
