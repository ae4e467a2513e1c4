/** The files of a run folder: text log, CSV files and TensorBoard event files. */
@NullMarked
package io.github.siamese4j.training.internal.log;

import org.jspecify.annotations.NullMarked;
