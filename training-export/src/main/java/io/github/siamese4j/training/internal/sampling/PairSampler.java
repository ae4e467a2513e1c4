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

/**
 * Draws single pairs, as many positive as negative ones. Two items of a random class form a positive pair. A third item
 * of it forms a negative pair with an item of another class. In a hard batch, the other class is of the same group if
 * that has one. Thread-safe.
 */
final class PairSampler extends SeededSampler {
    /** Two for the positive pair, one for the negative. */
    private static final int ITEMS_NEEDED = 3;

    private final List<LabelledClass> classes;
    private final Map<String, List<Integer>> groups = new LinkedHashMap<>();

    /**
     * Creates a sampler. Classes with fewer than three items are left out. Fails with {@link Code#DATA_TOO_SMALL} if
     * fewer than two are left.
     */
    PairSampler(List<LabelledClass> classes, SamplingPolicy policy, long seed) {
        super(policy, seed, problems(classes));
        if (policy.pairsPerBatch() < 1) {
            throw new TrainingException(
                    Code.CONFIG_INVALID, "pairsPerBatch must be at least 1: " + policy.pairsPerBatch());
        }
        this.classes = usable(classes);
        if (this.classes.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "pairs need at least two classes with three images, but only " + this.classes.size() + " of "
                            + classes.size() + " have three; add images, or draw whole classes instead of pairs");
        }
        for (int i = 0; i < this.classes.size(); i++) {
            groups.computeIfAbsent(this.classes.get(i).group(), name -> new ArrayList<>())
                    .add(i);
        }
    }

    private static List<LabelledClass> usable(List<LabelledClass> classes) {
        return classes.stream().filter(c -> c.items().size() >= ITEMS_NEEDED).toList();
    }

    private static List<String> problems(List<LabelledClass> classes) {
        int left = classes.size() - usable(classes).size();
        return left == 0
                ? List.of()
                : List.of(left + " of " + classes.size()
                        + " classes have fewer than the three images that pairs need: not drawn from");
    }

    /**
     * Returns the batch of a step: four samples for each positive pair, and the pairs in random order. Samples of equal
     * labels are of the same class.
     */
    @Override
    public SampledBatch batch(long step) {
        SplittableRandom random = random(step);
        boolean turned = hasTurns(step);
        boolean hard = isHard(step);
        int count = policy.pairsPerBatch();
        List<Sample> samples = new ArrayList<>(4 * count);
        List<Pair> pairs = new ArrayList<>(2 * count);
        for (int i = 0; i < count; i++) {
            int one = random.nextInt(classes.size());
            int other = another(one, hard, random);
            int turns = turned ? random.nextInt(4) : 0;
            int otherTurns = turned ? random.nextInt(4) : 0;
            int first = samples.size();
            for (int item : RandomSubset.draw(classes.get(one).items(), ITEMS_NEEDED, random)) {
                samples.add(sample(item, one, turns, random));
            }
            List<Integer> others = classes.get(other).items();
            samples.add(sample(others.get(random.nextInt(others.size())), other, otherTurns, random));
            pairs.add(new Pair(first, first + 1, true));
            pairs.add(new Pair(first + 2, first + 3, false));
        }
        return new SampledBatch(samples, RandomSubset.draw(pairs, pairs.size(), random));
    }

    private Sample sample(int item, int place, int turns, SplittableRandom random) {
        return new Sample(item, 4 * place + turns, turns, distortion(item, random));
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
