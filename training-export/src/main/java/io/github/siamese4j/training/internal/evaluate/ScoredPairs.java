package io.github.siamese4j.training.internal.evaluate;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.internal.random.RandomSubset;
import io.github.siamese4j.training.internal.alter.Alteration;
import io.github.siamese4j.training.internal.sampling.SeedSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Scores that a model is calibrated on.
 *
 * @param all the pairs that a threshold is chosen on
 * @param balanced as many same pairs as different pairs of them, which probabilities are fitted on
 */
public record ScoredPairs(LabelledScores all, LabelledScores balanced) {

    /** A copy that is to be made, by its number and its original. */
    private record Copy(int number, int original) {

        Alteration alteration(List<Alteration> alterations) {
            return alterations.get(number % alterations.size());
        }
    }

    /**
     * Makes, encodes and compares random copies. A copy and its original are a same pair, a copy and another original a
     * different pair.
     *
     * @param same the number of copies; fewer if each picture has a copy by each alteration before
     * @param different the number of different pairs; as many as there are if there are fewer
     */
    public static ScoredPairs ofCopies(
            CopySet pictures,
            List<Alteration> alterations,
            int same,
            long different,
            long seed,
            ProgressListener progress) {
        List<Copy> copies = copies(pictures.size(), alterations.size(), same, seed);
        Embeddings encoded = pictures.encode(
                copies.stream().map(copy -> pictures.copy(copy.original, copy.alteration(alterations))),
                copies.size(),
                progress);
        int others = (int) Math.min(pictures.size() - 1, (different + copies.size() - 1) / copies.size());
        double[][] scores = IntStream.range(0, copies.size())
                .parallel()
                .mapToObj(i -> scores(pictures, encoded.get(i), copies.get(i).original, others, seed + i))
                .toArray(double[][]::new);
        return new ScoredPairs(labelled(scores, others), labelled(scores, 1));
    }

    /** Draws pictures and alterations. Each alteration has an equal number of copies, except for one. */
    private static List<Copy> copies(int pictures, int alterations, int count, long seed) {
        int most = (int) Math.min(count, (long) pictures * alterations);
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> originals = IntStream.range(0, pictures).boxed().toList();
        List<List<Integer>> orders = new ArrayList<>();
        for (int i = 0; i < alterations; i++) {
            orders.add(RandomSubset.draw(originals, pictures, random));
        }
        return IntStream.range(0, most)
                .mapToObj(i -> new Copy(i, orders.get(i % alterations).get(i / alterations)))
                .toList();
    }

    /** Returns the score against the original, then the scores against other originals drawn at random. */
    private static double[] scores(CopySet pictures, Embedding copy, int original, int others, long seed) {
        List<Integer> impostors = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            if (i != original) {
                impostors.add(i);
            }
        }
        List<Embedding> candidates = new ArrayList<>();
        candidates.add(pictures.originals().get(original));
        RandomSubset.draw(impostors, others, new SplittableRandom(SeedSequence.derive(seed, original)))
                .forEach(i -> candidates.add(pictures.originals().get(i)));
        return pictures.scorer().scores(copy, candidates);
    }

    /** Returns the pairs of each copy with its original and the first others. */
    private static LabelledScores labelled(double[][] scores, int others) {
        double[] values = new double[scores.length * (1 + others)];
        boolean[] same = new boolean[values.length];
        for (int i = 0; i < scores.length; i++) {
            System.arraycopy(scores[i], 0, values, i * (1 + others), 1 + others);
            same[i * (1 + others)] = true;
        }
        return LabelledScores.of(values, same);
    }
}
