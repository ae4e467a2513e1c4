/** Files that are whole at every moment, whenever the process is killed. */
@NullMarked
package io.github.siamese4j.training.internal.files;

import org.jspecify.annotations.NullMarked;
