package io.github.siamese4j.training;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training has reached.
 *
 * @param best directory of the checkpoint with the best validation, the last one when nothing was held out
 * @param last directory of the last checkpoint
 * @param steps steps done
 * @param bestMetrics the figures of the best checkpoint, empty when nothing was held out
 */
public record TrainingResult(Path best, Path last, long steps, Optional<ValidationMetrics> bestMetrics) {}
