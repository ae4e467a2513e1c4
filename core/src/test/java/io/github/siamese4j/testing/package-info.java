/** What several tests need: golden pictures, checks that hold for every test. */
@NullMarked
package io.github.siamese4j.testing;

import org.jspecify.annotations.NullMarked;
