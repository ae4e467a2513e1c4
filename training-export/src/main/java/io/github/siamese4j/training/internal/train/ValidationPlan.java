package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.evaluation.FewShotTrial;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.evaluation.RandomPairs.Pair;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The sample of held-out images, by their number in the data, that a network is validated on. There are as many same
 * pairs as different pairs. Items of pairs and one-shot trials are indices into the list of images.
 *
 * <p>The sample depends on classes, settings and seed alone, and the order of its draws must not change. Otherwise a
 * resumed run would compare its figures with those of another sample.
 */
record ValidationPlan(List<Integer> pictures, List<Pair> pairs, List<FewShotTrial> trials) {

    static ValidationPlan draw(List<LabelledClass> classes, EvaluationSettings settings, long seed) {
        Random random = new Random(SeedSequence.derive(seed, 1));
        List<Integer> pictures = new ArrayList<>();
        List<List<Integer>> items = new ArrayList<>();
        Map<String, List<List<Integer>>> groups = new LinkedHashMap<>();
        int perClass = Math.max(2, settings.pictures() / classes.size());
        for (LabelledClass drawn : some(classes, Math.max(2, settings.pictures() / perClass), random)) {
            List<Integer> own = new ArrayList<>();
            for (int picture : some(drawn.items(), perClass, random)) {
                own.add(pictures.size());
                pictures.add(picture);
            }
            items.add(own);
            groups.computeIfAbsent(drawn.group(), name -> new ArrayList<>()).add(own);
        }
        List<Pair> pairs = pairs(items, settings.pairs() / 2, random);
        List<List<List<Integer>>> playable =
                groups.values().stream().filter(group -> group.size() >= 2).toList();
        List<FewShotTrial> trials = new ArrayList<>();
        for (int i = 0; i < settings.trials(); i++) {
            // If no group has two classes, trials cross groups.
            List<List<Integer>> group = playable.isEmpty() ? items : any(playable, random);
            trials.add(trial(group, settings.ways(), random));
        }
        return new ValidationPlan(pictures, pairs, trials);
    }

    private static List<Pair> pairs(List<List<Integer>> items, int each, Random random) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            List<Integer> drawn = any(items, random);
            int first = random.nextInt(drawn.size());
            int second = (first + 1 + random.nextInt(drawn.size() - 1)) % drawn.size();
            pairs.add(new Pair(drawn.get(first), drawn.get(second), true));
        }
        for (int i = 0; i < each; i++) {
            int first = random.nextInt(items.size());
            int second = (first + 1 + random.nextInt(items.size() - 1)) % items.size();
            pairs.add(new Pair(any(items.get(first), random), any(items.get(second), random), false));
        }
        return pairs;
    }

    /** Draws a one-shot trial of at most the given number of classes. */
    private static FewShotTrial trial(List<List<Integer>> group, int ways, Random random) {
        List<List<Integer>> classes = some(group, ways, random);
        List<Integer> right = classes.get(0);
        int query = random.nextInt(right.size());
        int support = (query + 1 + random.nextInt(right.size() - 1)) % right.size();
        List<List<Integer>> supports = new ArrayList<>(List.of(List.of(right.get(support))));
        for (List<Integer> other : classes.subList(1, classes.size())) {
            supports.add(List.of(any(other, random)));
        }
        return new FewShotTrial(right.get(query), 0, supports);
    }

    private static <T> List<T> some(List<T> from, int count, Random random) {
        List<T> shuffled = new ArrayList<>(from);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }

    private static <T> T any(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
