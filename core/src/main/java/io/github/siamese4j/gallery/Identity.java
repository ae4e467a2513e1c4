package io.github.siamese4j.gallery;

import java.util.Optional;

/**
 * The result of an identification.
 *
 * @param label the label of the nearest entry; empty (unknown) if its score is below the threshold or the gallery is
 *     empty
 * @param nearest the nearest entry, whether or not it reaches the threshold; empty if the gallery is empty
 */
public record Identity(Optional<String> label, Optional<Match> nearest) {}
