/** Labelled training data: image folders, feature tables, and their split for validation. */
@NullMarked
package io.github.siamese4j.training.internal.data;

import org.jspecify.annotations.NullMarked;
