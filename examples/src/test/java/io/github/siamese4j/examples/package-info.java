/** The examples run, and say what they should. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.examples;
