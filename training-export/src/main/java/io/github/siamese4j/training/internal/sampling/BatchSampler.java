package io.github.siamese4j.training.internal.sampling;

import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.PictureClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws batches of classes × pictures. A batch is a function of the seed and the step, so there is no state. Safe for
 * use by several threads.
 */
public final class BatchSampler implements Sampler {
    private final List<PictureClass> classes;
    private final List<List<PictureClass>> groups;
    private final SamplingPolicy policy;
    private final int classesPerBatch;
    private final long seed;
    private final Views views;
    private final List<String> problems;

    /**
     * Creates a sampler. Where there are fewer classes than a batch takes, a batch takes all of them.
     *
     * @param classes the classes to draw from, each with at least two pictures
     * @param policy how a batch is put together; {@code pairsPerBatch} is not looked at
     * @param seed what everything is drawn from
     * @throws TrainingException {@link Code#DATA_TOO_SMALL} when there are fewer than two classes
     */
    public BatchSampler(List<PictureClass> classes, SamplingPolicy policy, long seed) {
        if (classes.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "a batch takes two classes or more, but only " + classes.size()
                            + " are there to train on; add classes");
        }
        this.classesPerBatch = Math.min(classes.size(), policy.classesPerBatch());
        this.problems = classesPerBatch == policy.classesPerBatch()
                ? List.of()
                : List.of("a batch takes " + policy.classesPerBatch() + " classes, but only " + classesPerBatch
                        + " are there to train on: each batch takes all of them");
        this.views = new Views(policy.views(), seed);
        this.classes = List.copyOf(classes);
        this.policy = policy;
        this.seed = seed;
        Map<String, List<PictureClass>> byGroup = new LinkedHashMap<>();
        for (PictureClass c : classes) {
            byGroup.computeIfAbsent(c.group(), name -> new ArrayList<>()).add(c);
        }
        this.groups = List.copyOf(byGroup.values());
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    /**
     * The batch of a step.
     *
     * @param step the step, from 0
     * @return classes × pictures samples, those of a class next to each other; all pairs count
     */
    @Override
    public SampledBatch batch(long step) {
        SplittableRandom random = new SplittableRandom(Seeds.derive(seed, step));
        boolean turned = policy.turnsIn(step);
        List<Sample> samples = new ArrayList<>(classesPerBatch * policy.picturesPerClass());
        List<PictureClass> pool = policy.isHard(step) ? hardPool(random) : classes;
        int label = 0;
        for (PictureClass drawn : Draw.some(pool, classesPerBatch, random)) {
            int turns = turned ? random.nextInt(4) : 0;
            // A class with too few pictures shows them again; the distortion differs.
            int wanted = policy.picturesPerClass();
            List<Integer> pictures = new ArrayList<>(wanted);
            while (pictures.size() < wanted) {
                int missing = wanted - pictures.size();
                pictures.addAll(Draw.some(
                        drawn.pictures(), Math.min(missing, drawn.pictures().size()), random));
            }
            for (int picture : pictures) {
                samples.add(new Sample(picture, label, turns, views.draw(picture, random)));
            }
            label++;
        }
        return SampledBatch.allPairs(samples);
    }

    /** The classes of two groups, and of more only when these have too few. */
    private List<PictureClass> hardPool(SplittableRandom random) {
        List<PictureClass> pool = new ArrayList<>();
        int taken = 0;
        for (List<PictureClass> group : Draw.some(groups, groups.size(), random)) {
            if (taken >= 2 && pool.size() >= classesPerBatch) {
                break;
            }
            pool.addAll(group);
            taken++;
        }
        return pool;
    }
}
