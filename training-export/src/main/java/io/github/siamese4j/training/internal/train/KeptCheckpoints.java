package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.ValidationMetrics;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a run that are never replaced by later ones, named by step and losses. */
final class KeptCheckpoints {
    private KeptCheckpoints() {}

    /**
     * Saves a checkpoint as {@code checkpoints/step000300-loss0.412-val_loss0.398}. It can be exported and started
     * from; copied to {@code last}, it can be resumed. A resumed run that repeats the step replaces it with the same.
     *
     * @param loss the mean loss of the steps since the checkpoint kept before
     * @return the directory of the checkpoint
     */
    static Path keep(Path run, Checkpoint checkpoint, double loss) {
        Path directory = run.resolve("checkpoints").resolve(name(checkpoint.step(), loss, checkpoint.metrics()));
        checkpoint.save(directory);
        return directory;
    }

    static String name(long step, double loss, @Nullable ValidationMetrics metrics) {
        String name = String.format(Locale.ROOT, "step%06d-loss%.3f", step, loss);
        return metrics == null ? name : name + String.format(Locale.ROOT, "-val_loss%.3f", metrics.loss());
    }
}
