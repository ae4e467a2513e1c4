package io.github.siamese4j.training.sampling;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.data.PictureClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws batches of classes × pictures. A batch is a function of the seed and the step, so there is no state. Safe for
 * use by several threads.
 */
public final class BatchSampler {
    private final List<PictureClass> classes;
    private final List<List<PictureClass>> groups;
    private final SamplingPolicy policy;
    private final long seed;

    /**
     * Creates a sampler.
     *
     * @param classes the classes to draw from, each with at least two pictures
     * @param policy how a batch is put together
     * @param seed what everything is drawn from
     * @throws TrainingException {@link Code#DATA_TOO_SMALL} when there are fewer classes than a batch takes
     */
    public BatchSampler(List<PictureClass> classes, SamplingPolicy policy, long seed) {
        if (classes.size() < policy.classesPerBatch()) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "a batch takes " + policy.classesPerBatch() + " classes, but only " + classes.size()
                            + " are there to train on; lower the classes per batch or add classes");
        }
        this.classes = List.copyOf(classes);
        this.policy = policy;
        this.seed = seed;
        Map<String, List<PictureClass>> byGroup = new LinkedHashMap<>();
        for (PictureClass c : classes) {
            byGroup.computeIfAbsent(c.group(), name -> new ArrayList<>()).add(c);
        }
        this.groups = List.copyOf(byGroup.values());
    }

    /**
     * The batch of a step.
     *
     * @param step the step, from 0
     * @return classes × pictures samples, those of a class next to each other
     */
    public List<Sample> batch(long step) {
        SplittableRandom random = new SplittableRandom(Seeds.derive(seed, step));
        boolean turned = policy.quarterTurns() && !isEvery(policy.uprightEvery(), step);
        List<Sample> samples = new ArrayList<>(policy.classesPerBatch() * policy.picturesPerClass());
        List<PictureClass> pool = isEvery(policy.hardEvery(), step) ? hardPool(random) : classes;
        int label = 0;
        for (PictureClass drawn : draw(pool, policy.classesPerBatch(), random)) {
            int turns = turned ? random.nextInt(4) : 0;
            // A class with too few pictures shows them again; the distortion differs.
            int wanted = policy.picturesPerClass();
            List<Integer> pictures = new ArrayList<>(wanted);
            while (pictures.size() < wanted) {
                int missing = wanted - pictures.size();
                pictures.addAll(draw(
                        drawn.pictures(), Math.min(missing, drawn.pictures().size()), random));
            }
            for (int picture : pictures) {
                samples.add(new Sample(picture, label, turns, random.nextLong()));
            }
            label++;
        }
        return samples;
    }

    private static boolean isEvery(int every, long step) {
        return every > 0 && step % every == every - 1;
    }

    /** The classes of two groups, and of more only when these have too few. */
    private List<PictureClass> hardPool(SplittableRandom random) {
        List<PictureClass> pool = new ArrayList<>();
        int taken = 0;
        for (List<PictureClass> group : draw(groups, groups.size(), random)) {
            if (taken >= 2 && pool.size() >= policy.classesPerBatch()) {
                break;
            }
            pool.addAll(group);
            taken++;
        }
        return pool;
    }

    /** Draws without replacement: the first part of a Fisher–Yates shuffle. */
    private static <T> List<T> draw(List<T> from, int count, SplittableRandom random) {
        List<T> rest = new ArrayList<>(from);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, rest.size());
            T swap = rest.get(i);
            rest.set(i, rest.get(j));
            rest.set(j, swap);
        }
        return rest.subList(0, count);
    }
}
