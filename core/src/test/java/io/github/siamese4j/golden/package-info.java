/** What the library computes equals what an independent reference computed. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.golden;
