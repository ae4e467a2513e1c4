/**
 * Benchmarks of the library, as ratios measured in one run. Start with
 * {@link io.github.siamese4j.benchmarks.PairBenchmark}.
 */
@NullMarked
package io.github.siamese4j.benchmarks;

import org.jspecify.annotations.NullMarked;
