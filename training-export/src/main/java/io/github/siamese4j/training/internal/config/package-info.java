/** Reading and writing training configurations as JSON. */
@NullMarked
package io.github.siamese4j.training.internal.config;

import org.jspecify.annotations.NullMarked;
