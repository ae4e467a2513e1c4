/** Tests that the examples run and print what they should. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.examples;
