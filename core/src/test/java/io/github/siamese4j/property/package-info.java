/** What must hold for every input: symmetry, identity, many = one by one. Seeds are printed. */
@org.jspecify.annotations.NullMarked
package io.github.siamese4j.property;
