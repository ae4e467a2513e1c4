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
 * Draws single pairs, as many positive as negative ones: of a class drawn evenly, two pictures make a positive pair,
 * and a third makes a negative pair with a picture of another class. Safe for use by several threads.
 *
 * <p>Of a hard batch, the other class is of the same group, if that has one.
 */
public final class PairSampler implements Sampler {
    /** Two for the positive pair, one for the negative. */
    private static final int PICTURES_NEEDED = 3;

    private final List<PictureClass> classes;
    private final Map<String, List<Integer>> groups = new LinkedHashMap<>();
    private final SamplingPolicy policy;
    private final long seed;
    private final Views views;
    private final List<String> problems;

    /**
     * Creates a sampler.
     *
     * @param classes the classes to draw from; those with fewer than three pictures are left out
     * @param policy how a batch is put together; {@code pairsPerBatch} must not be 0
     * @param seed what everything is drawn from
     * @throws TrainingException {@link Code#DATA_TOO_SMALL} when fewer than two classes have three pictures
     */
    public PairSampler(List<PictureClass> classes, SamplingPolicy policy, long seed) {
        if (policy.pairsPerBatch() < 1) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "pairsPerBatch must be at least 1: " + policy.pairsPerBatch());
        }
        this.classes = classes.stream()
                .filter(c -> c.pictures().size() >= PICTURES_NEEDED)
                .toList();
        if (this.classes.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "pairs are drawn from classes with three pictures, but only " + this.classes.size() + " of "
                            + classes.size() + " have as many; add pictures, or draw classes with pictures instead");
        }
        int left = classes.size() - this.classes.size();
        this.problems = left == 0
                ? List.of()
                : List.of(left + " of " + classes.size()
                        + " classes have fewer than the three pictures that pairs take: not drawn from");
        for (int i = 0; i < this.classes.size(); i++) {
            groups.computeIfAbsent(this.classes.get(i).group(), name -> new ArrayList<>())
                    .add(i);
        }
        this.policy = policy;
        this.seed = seed;
        this.views = new Views(policy.views(), seed);
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    /**
     * The batch of a step.
     *
     * @param step the step, from 0
     * @return four samples for each positive pair, and the pairs in random order; equal labels stand for the same class
     */
    @Override
    public SampledBatch batch(long step) {
        SplittableRandom random = new SplittableRandom(Seeds.derive(seed, step));
        boolean turned = policy.turnsIn(step);
        boolean hard = policy.isHard(step);
        int count = policy.pairsPerBatch();
        List<Sample> samples = new ArrayList<>(4 * count);
        List<Pair> pairs = new ArrayList<>(2 * count);
        for (int i = 0; i < count; i++) {
            int one = random.nextInt(classes.size());
            int other = another(one, hard, random);
            int turns = turned ? random.nextInt(4) : 0;
            int otherTurns = turned ? random.nextInt(4) : 0;
            int first = samples.size();
            for (int picture : Draw.some(classes.get(one).pictures(), PICTURES_NEEDED, random)) {
                samples.add(sample(picture, one, turns, random));
            }
            List<Integer> others = classes.get(other).pictures();
            samples.add(sample(others.get(random.nextInt(others.size())), other, otherTurns, random));
            pairs.add(new Pair(first, first + 1, true));
            pairs.add(new Pair(first + 2, first + 3, false));
        }
        return new SampledBatch(samples, Draw.some(pairs, pairs.size(), random));
    }

    private Sample sample(int picture, int place, int turns, SplittableRandom random) {
        return new Sample(picture, 4 * place + turns, turns, views.draw(picture, random));
    }

    private int another(int one, boolean hard, SplittableRandom random) {
        List<Integer> alike = groups.getOrDefault(classes.get(one).group(), List.of());
        if (hard && alike.size() > 1) {
            int skipped = random.nextInt(1, alike.size());
            return alike.get((alike.indexOf(one) + skipped) % alike.size());
        }
        return (one + random.nextInt(1, classes.size())) % classes.size();
    }
}
