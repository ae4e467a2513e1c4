/** What holds from loading to closing: nothing leaks, nothing crashes, calls in flight finish. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.lifecycle;
