/** Properties of every input: symmetry, identity, batch = single. Seeds are printed. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.property;
