/** Records as JSON, and copies of records with other values. */
@NullMarked
package io.github.siamese4j.training.internal.json;

import org.jspecify.annotations.NullMarked;
