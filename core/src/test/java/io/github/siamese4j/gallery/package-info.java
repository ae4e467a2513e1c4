/** What a gallery finds, keeps and survives. */
@NullMarked
package io.github.siamese4j.gallery;

import org.jspecify.annotations.NullMarked;
