package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.ValidationMetrics;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checkpoints that stay, beside the last and the best one, named by their step and losses. */
public final class KeptCheckpoints {
    private KeptCheckpoints() {}

    /**
     * Keeps a checkpoint as {@code checkpoints/step000300-loss0.412-val_loss0.398}: whole, so that it can be exported,
     * started from and, copied to {@code last}, resumed. A resumed run that makes the step again replaces it with the
     * same.
     *
     * @param run the folder of the run
     * @param checkpoint what to keep
     * @param loss mean loss of the batches since the one kept before
     * @return its directory
     */
    public static Path keep(Path run, Checkpoint checkpoint, double loss) {
        Path directory = run.resolve("checkpoints").resolve(name(checkpoint.step(), loss, checkpoint.metrics()));
        checkpoint.save(directory);
        return directory;
    }

    static String name(long step, double loss, @Nullable ValidationMetrics metrics) {
        String name = String.format(Locale.ROOT, "step%06d-loss%.3f", step, loss);
        return metrics == null ? name : name + String.format(Locale.ROOT, "-val_loss%.3f", metrics.loss());
    }
}
