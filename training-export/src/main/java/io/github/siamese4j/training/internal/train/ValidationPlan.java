package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.internal.data.PictureClass;
import io.github.siamese4j.training.internal.sampling.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a network is measured on. Numbers in pairs and trials are places in the list of pictures.
 *
 * @param pictures numbers of the pictures in the store
 * @param pairs positive pairs in the first half, negative pairs in the second
 * @param trials one-shot trials
 */
record ValidationPlan(List<Integer> pictures, List<int[]> pairs, List<Trial> trials) {
    /** A query and one picture of each class; the first is of the query's class. */
    record Trial(int query, List<Integer> supports) {}

    static ValidationPlan draw(List<PictureClass> classes, EvaluationSettings settings, long seed) {
        Random random = new Random(Seeds.derive(seed, 1));
        int perClass = Math.max(2, settings.pictures() / classes.size());
        List<PictureClass> some = new ArrayList<>(classes);
        Collections.shuffle(some, random);
        some = some.subList(0, Math.min(some.size(), Math.max(2, settings.pictures() / perClass)));

        List<Integer> pictures = new ArrayList<>();
        List<List<Integer>> places = new ArrayList<>();
        Map<String, List<List<Integer>>> groups = new LinkedHashMap<>();
        for (PictureClass drawn : some) {
            List<Integer> all = new ArrayList<>(drawn.pictures());
            Collections.shuffle(all, random);
            List<Integer> mine = new ArrayList<>();
            for (int picture : all.subList(0, Math.min(perClass, all.size()))) {
                mine.add(pictures.size());
                pictures.add(picture);
            }
            places.add(mine);
            groups.computeIfAbsent(drawn.group(), name -> new ArrayList<>()).add(mine);
        }
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < settings.pairs() / 2; i++) {
            List<Integer> one = any(places, random);
            int first = random.nextInt(one.size());
            int second = (first + 1 + random.nextInt(one.size() - 1)) % one.size();
            pairs.add(new int[] {one.get(first), one.get(second)});
        }
        for (int i = 0; i < settings.pairs() / 2; i++) {
            int one = random.nextInt(places.size());
            int other = (one + 1 + random.nextInt(places.size() - 1)) % places.size();
            pairs.add(new int[] {any(places.get(one), random), any(places.get(other), random)});
        }
        List<List<List<Integer>>> playable =
                groups.values().stream().filter(g -> g.size() >= 2).toList();
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < settings.trials(); i++) {
            // Without a group of two classes, trials go across groups.
            List<List<Integer>> group = new ArrayList<>(playable.isEmpty() ? places : any(playable, random));
            Collections.shuffle(group, random);
            List<Integer> answer = group.get(0);
            int query = random.nextInt(answer.size());
            int support = (query + 1 + random.nextInt(answer.size() - 1)) % answer.size();
            List<Integer> supports = new ArrayList<>(List.of(answer.get(support)));
            for (List<Integer> other : group.subList(1, Math.min(settings.ways(), group.size()))) {
                supports.add(any(other, random));
            }
            trials.add(new Trial(answer.get(query), supports));
        }
        return new ValidationPlan(pictures, pairs, trials);
    }

    private static <T> T any(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
