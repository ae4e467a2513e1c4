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
final class BatchSampler extends SeededSampler {
    private final List<LabelledClass> classes;
    private final List<List<LabelledClass>> groups;
    private final int classesPerBatch;

    /**
     * Creates a sampler. If there are fewer classes than a batch needs, every batch has all of them. Fails with
     * {@link Code#DATA_TOO_SMALL} if there are fewer than two.
     */
    BatchSampler(List<LabelledClass> classes, SamplingPolicy policy, long seed) {
        super(policy, seed, problems(classes.size(), policy.classesPerBatch()));
        if (classes.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "a batch takes at least two classes, but only " + classes.size()
                            + " can be trained on; add classes");
        }
        this.classesPerBatch = Math.min(classes.size(), policy.classesPerBatch());
        this.classes = List.copyOf(classes);
        Map<String, List<LabelledClass>> byGroup = new LinkedHashMap<>();
        for (LabelledClass c : classes) {
            byGroup.computeIfAbsent(c.group(), name -> new ArrayList<>()).add(c);
        }
        this.groups = List.copyOf(byGroup.values());
    }

    private static List<String> problems(int classes, int wanted) {
        return classes >= wanted
                ? List.of()
                : List.of("a batch takes " + wanted + " classes, but only " + classes
                        + " are available to train on: each batch takes all of them");
    }

    /** Returns the batch of a step. The samples of a class are adjacent, and all pairs count. */
    @Override
    public SampledBatch batch(long step) {
        SplittableRandom random = random(step);
        boolean turned = hasTurns(step);
        List<Sample> samples = new ArrayList<>(classesPerBatch * policy.picturesPerClass());
        List<LabelledClass> pool = isHard(step) ? hardPool(random) : classes;
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
                samples.add(new Sample(item, label, turns, distortion(item, random)));
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
