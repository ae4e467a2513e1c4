package io.github.siamese4j.gallery;

import java.util.Optional;

/**
 * Whom or what a picture shows.
 *
 * @param label the label of the nearest entry; empty (unknown) if that scores less than the threshold or there is none
 * @param nearest the nearest entry, whether it reaches the threshold or not; empty if the gallery is
 */
public record Identity(Optional<String> label, Optional<Match> nearest) {}
