/** Labelled image folders: finding the classes, decoding the pictures once, and splitting them for validation. */
@NullMarked
package io.github.siamese4j.training.internal.data;

import org.jspecify.annotations.NullMarked;
