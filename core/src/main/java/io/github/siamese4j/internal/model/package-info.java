/** A model on disk: its files, their checksums, and what its metadata says. */
@NullMarked
package io.github.siamese4j.internal.model;

import org.jspecify.annotations.NullMarked;
