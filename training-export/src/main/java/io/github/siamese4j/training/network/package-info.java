/** The twin network: its description, its parameters, its forward pass, and its weights on disk. */
@NullMarked
package io.github.siamese4j.training.network;

import org.jspecify.annotations.NullMarked;
