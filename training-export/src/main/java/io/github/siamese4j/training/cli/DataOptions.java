package io.github.siamese4j.training.cli;

import static io.github.siamese4j.training.cli.TrainCommand.or;

import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.TrainingConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to train on and what to hold out. */
final class DataOptions {
    @Option(names = "--layout", description = "${COMPLETION-CANDIDATES}")
    private @Nullable FolderLayout layout;

    @Option(names = "--hold-out", description = "unit held out for validation: ${COMPLETION-CANDIDATES}")
    private SplitRule.@Nullable Unit holdOut;

    @Option(names = "--hold-out-fraction", description = "share held out for validation, 0: none")
    private @Nullable Double holdOutFraction;

    @Option(names = "--hold-out-group", description = "name of a group to hold out (repeatable)")
    private @Nullable List<String> holdOutGroups;

    @Option(names = "--split-seed", description = "seed of what is held out")
    private @Nullable Long splitSeed;

    @Option(names = "--workers", description = "threads that prepare batches")
    private @Nullable Integer workers;

    @Option(names = "--picture-memory", description = "MiB of decoded pictures in memory")
    private @Nullable Long pictureMemory;

    @Option(names = "--max-corrupt", description = "allowed share of undecodable pictures")
    private @Nullable Double maxCorrupt;

    void apply(TrainingConfig base, TrainingConfig.Builder to) {
        SplitRule split = base.data().split();
        to.layout(or(layout, base.data().layout()))
                .split(new SplitRule(
                        or(holdOut, split.unit()),
                        or(holdOutFraction, split.fraction()),
                        or(holdOutGroups, split.groups()),
                        or(splitSeed, split.seed())))
                .workers(or(workers, base.compute().workers()))
                .maxPictureBytes(pictureMemory == null ? base.compute().maxPictureBytes() : pictureMemory << 20)
                .maxCorruptFraction(or(maxCorrupt, base.data().maxCorruptFraction()));
    }
}
