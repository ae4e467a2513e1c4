package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.internal.random.RandomSubset;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws batches of several classes with the same number of items each. Thread-safe. */
final class BatchSampler implements Sampler {
    private final List<LabelledClass> classes;
    private final List<List<LabelledClass>> groups;
    private final SamplingPolicy policy;
    private final int classesPerBatch;
    private final long seed;
    private final DistortionSeeds distortions;
    private final List<String> problems;

    /**
     * Creates a sampler. If there are fewer classes than a batch needs, every batch has all of them. Fails with
     * {@link Code#DATA_TOO_SMALL} if there are fewer than two.
     */
    BatchSampler(List<LabelledClass> classes, SamplingPolicy policy, long seed) {
        if (classes.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "a batch takes at least two classes, but only " + classes.size()
                            + " can be trained on; add classes");
        }
        this.classesPerBatch = Math.min(classes.size(), policy.classesPerBatch());
        this.problems = classesPerBatch == policy.classesPerBatch()
                ? List.of()
                : List.of("a batch takes " + policy.classesPerBatch() + " classes, but only " + classesPerBatch
                        + " are available to train on: each batch takes all of them");
        this.distortions = new DistortionSeeds(policy.views(), seed);
        this.classes = List.copyOf(classes);
        this.policy = policy;
        this.seed = seed;
        Map<String, List<LabelledClass>> byGroup = new LinkedHashMap<>();
        for (LabelledClass c : classes) {
            byGroup.computeIfAbsent(c.group(), name -> new ArrayList<>()).add(c);
        }
        this.groups = List.copyOf(byGroup.values());
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    /** Returns the batch of a step. The samples of a class are adjacent, and all pairs count. */
    @Override
    public SampledBatch batch(long step) {
        SplittableRandom random = new SplittableRandom(SeedSequence.derive(seed, step));
        boolean turned = BatchSchedule.hasTurns(policy, step);
        List<Sample> samples = new ArrayList<>(classesPerBatch * policy.picturesPerClass());
        List<LabelledClass> pool = BatchSchedule.isHard(policy, step) ? hardPool(random) : classes;
        int label = 0;
        for (LabelledClass drawn : RandomSubset.draw(pool, classesPerBatch, random)) {
            int turns = turned ? random.nextInt(4) : 0;
            // A class with too few items repeats them with other distortions.
            int wanted = policy.picturesPerClass();
            List<Integer> items = new ArrayList<>(wanted);
            while (items.size() < wanted) {
                int missing = wanted - items.size();
                items.addAll(RandomSubset.draw(
                        drawn.items(), Math.min(missing, drawn.items().size()), random));
            }
            for (int item : items) {
                samples.add(new Sample(item, label, turns, distortions.draw(item, random)));
            }
            label++;
        }
        return SampledBatch.allPairs(samples);
    }

    /** Returns the classes of two random groups, and of more groups if these have too few. */
    private List<LabelledClass> hardPool(SplittableRandom random) {
        List<LabelledClass> pool = new ArrayList<>();
        int taken = 0;
        for (List<LabelledClass> group : RandomSubset.draw(groups, groups.size(), random)) {
            if (taken >= 2 && pool.size() >= classesPerBatch) {
                break;
            }
            pool.addAll(group);
            taken++;
        }
        return pool;
    }
}
