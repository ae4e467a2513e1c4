package io.github.siamese4j.training.train;

import io.github.siamese4j.training.augment.AffineAugmentation;
import io.github.siamese4j.training.augment.BatchRenderer;
import io.github.siamese4j.training.augment.PixelBatch;
import io.github.siamese4j.training.data.PictureClass;
import io.github.siamese4j.training.data.PictureStore;
import io.github.siamese4j.training.network.TwinInference;
import io.github.siamese4j.training.network.TwinParameters;
import io.github.siamese4j.training.sampling.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures a network on the same held-out pictures, pairs and trials each time. */
final class Validator {
    private static final int PICTURES_AT_ONCE = 32;
    private static final int PAIRS_AT_ONCE = 1000;

    private final ValidationPlan plan;
    private final BatchRenderer renderer;
    private final PictureStore store;
    private float[] latest = new float[0];

    Validator(List<PictureClass> classes, PictureStore store, EvaluationSettings settings, long seed) {
        this.plan = ValidationPlan.draw(classes, settings, seed);
        this.store = store;
        this.renderer = new BatchRenderer(store, AffineAugmentation.none());
    }

    ValidationMetrics measure(TwinParameters parameters) {
        try (TwinInference inference = new TwinInference(parameters)) {
            float[][] embeddings = embed(inference);
            float[] pairs = logits(inference, embeddings, plan.pairs());
            latest = pairs;
            List<int[]> comparisons = new ArrayList<>();
            for (ValidationPlan.Trial trial : plan.trials()) {
                trial.supports().forEach(support -> comparisons.add(new int[] {trial.query(), support}));
            }
            float[] answers = logits(inference, embeddings, comparisons);
            int right = 0;
            int next = 0;
            for (ValidationPlan.Trial trial : plan.trials()) {
                int ways = trial.supports().size();
                // The first support is the right one; a tie counts as wrong.
                boolean best = true;
                for (int i = 1; i < ways; i++) {
                    best &= answers[next] > answers[next + i];
                }
                right += best ? 1 : 0;
                next += ways;
            }
            return metrics(pairs, (double) right / plan.trials().size());
        }
    }

    /** Some pairs with the scores of the last measurement: always the same ones, at most so many of each kind. */
    List<SamplePairs.Pair> samplePairs(int each) {
        List<SamplePairs.Pair> samples = new ArrayList<>();
        int half = latest.length / 2;
        for (int i = 0; i < Math.min(each, half); i++) {
            samples.add(samplePair(i, true));
            samples.add(samplePair(half + i, false));
        }
        return samples;
    }

    private SamplePairs.Pair samplePair(int place, boolean same) {
        int[] pair = plan.pairs().get(place);
        return new SamplePairs.Pair(
                store.get(plan.pictures().get(pair[0])),
                store.get(plan.pictures().get(pair[1])),
                same,
                TwinInference.score(latest[place]));
    }

    private float[][] embed(TwinInference inference) {
        List<Integer> pictures = plan.pictures();
        float[][] embeddings = new float[pictures.size()][];
        for (int from = 0; from < pictures.size(); from += PICTURES_AT_ONCE) {
            List<Integer> some = pictures.subList(from, Math.min(from + PICTURES_AT_ONCE, pictures.size()));
            PixelBatch batch = renderer.render(
                    some.stream().map(p -> new Sample(p, 0, 0, 0)).toList());
            float[][] rows = inference.embed(batch.pixels(), batch.count(), batch.channels());
            System.arraycopy(rows, 0, embeddings, from, rows.length);
        }
        return embeddings;
    }

    private static float[] logits(TwinInference inference, float[][] embeddings, List<int[]> pairs) {
        float[] all = new float[pairs.size()];
        for (int from = 0; from < all.length; from += PAIRS_AT_ONCE) {
            List<int[]> some = pairs.subList(from, Math.min(from + PAIRS_AT_ONCE, all.length));
            float[][] left = some.stream().map(p -> embeddings[p[0]]).toArray(float[][]::new);
            float[][] right = some.stream().map(p -> embeddings[p[1]]).toArray(float[][]::new);
            float[] logits = inference.logits(left, right);
            System.arraycopy(logits, 0, all, from, logits.length);
        }
        return all;
    }

    /** The first half of the pairs is positive. */
    private static ValidationMetrics metrics(float[] logits, double oneShot) {
        int half = logits.length / 2;
        double loss = 0;
        int right = 0;
        for (int i = 0; i < logits.length; i++) {
            double toward = i < half ? logits[i] : -logits[i];
            loss += toward > 0 ? Math.log1p(Math.exp(-toward)) : Math.log1p(Math.exp(toward)) - toward;
            right += toward > 0 ? 1 : 0;
        }
        float[] negatives = Arrays.copyOfRange(logits, half, logits.length);
        Arrays.sort(negatives);
        double below = 0;
        for (int i = 0; i < half; i++) {
            below += 0.5 * (countBelow(negatives, logits[i]) + countBelow(negatives, Math.nextUp(logits[i])));
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            low = Math.min(low, TwinInference.score(logit));
            high = Math.max(high, TwinInference.score(logit));
        }
        return new ValidationMetrics(
                loss / logits.length,
                (double) right / logits.length,
                below / half / negatives.length,
                oneShot,
                TwinInference.score(equalErrorLogit(Arrays.copyOf(logits, half), negatives)),
                high - low);
    }

    /** The lowest positive logit that keeps false accepts as rare as the false rejects below it. */
    private static double equalErrorLogit(float[] positives, float[] sortedNegatives) {
        Arrays.sort(positives);
        for (int rejected = 0; rejected < positives.length; rejected++) {
            int accepted = sortedNegatives.length - countBelow(sortedNegatives, positives[rejected]);
            if ((long) accepted * positives.length <= (long) rejected * sortedNegatives.length) {
                return positives[rejected];
            }
        }
        return positives[positives.length - 1];
    }

    private static int countBelow(float[] sorted, float limit) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
