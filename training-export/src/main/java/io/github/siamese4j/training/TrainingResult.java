package io.github.siamese4j.training;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The result of a training.
 *
 * @param best the directory of the checkpoint with the best validation, or of the last one if nothing was held out
 * @param last the directory of the last checkpoint
 * @param steps the number of completed steps
 * @param bestMetrics the figures of the best checkpoint; empty if nothing was held out
 */
public record TrainingResult(Path best, Path last, long steps, Optional<ValidationMetrics> bestMetrics) {}
