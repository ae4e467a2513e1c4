/** Tests of loading and closing: no leaks, no crashes, calls in flight finish. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.lifecycle;
