/** All pictures that training and the command line draw: charts, sheets of images and heat maps. */
@NullMarked
package io.github.siamese4j.training.internal.draw;

import org.jspecify.annotations.NullMarked;
