/** Twin networks in the training engine: parameters, forward pass, and files of weights. */
@NullMarked
package io.github.siamese4j.training.internal.network;

import org.jspecify.annotations.NullMarked;
