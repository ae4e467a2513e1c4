package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Metric;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.draw.SamplePairs;
import io.github.siamese4j.training.internal.network.MetricScores;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Measures a network on the same held-out pictures, pairs and trials each time. */
public final class Validator {
    private static final int PICTURES_AT_ONCE = 32;
    private static final int PAIRS_AT_ONCE = 1000;

    private final ValidationPlan plan;
    private final TrainingData data;
    private final Optional<Metric> scorer;
    private float[] latest = new float[0];

    public Validator(TrainingData data, Optional<Metric> scorer, EvaluationSettings settings, long seed) {
        this.plan = ValidationPlan.draw(data.split().validation(), settings, seed);
        this.data = data;
        this.scorer = scorer;
    }

    public ValidationMetrics measure(TwinParameters parameters) {
        try (TwinInference inference = new TwinInference(parameters)) {
            float[][] embeddings = embed(inference);
            latest = values(inference::values, embeddings, plan.pairs());
            return metrics(scorer, latest, oneShot(inference::values, embeddings));
        }
    }

    /** The figures of what is trained on itself, by its cosine: what training has to beat. Empty for pictures. */
    public Optional<ValidationMetrics> untrained() {
        return data.vectors(plan.pictures())
                .map(vectors -> metrics(
                        Optional.of(Metric.COSINE),
                        values(Validator::cosines, vectors, plan.pairs()),
                        oneShot(Validator::cosines, vectors)));
    }

    private static float[] cosines(float[][] left, float[][] right) {
        return MetricScores.of(Metric.COSINE, left, right);
    }

    private double oneShot(BiFunction<float[][], float[][], float[]> compare, float[][] embeddings) {
        List<int[]> comparisons = new ArrayList<>();
        for (ValidationPlan.Trial trial : plan.trials()) {
            trial.supports().forEach(support -> comparisons.add(new int[] {trial.query(), support}));
        }
        float[] answers = values(compare, embeddings, comparisons);
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
        return (double) right / plan.trials().size();
    }

    /**
     * Some pairs with the scores of the last measurement: always the same ones, at most so many of each kind; none
     * where samples are no pictures.
     */
    public List<SamplePairs.Pair> samplePairs(int each) {
        List<SamplePairs.Pair> samples = new ArrayList<>();
        int half = latest.length / 2;
        for (int i = 0; i < Math.min(each, half); i++) {
            samplePair(i, true).ifPresent(samples::add);
            samplePair(half + i, false).ifPresent(samples::add);
        }
        return samples;
    }

    private Optional<SamplePairs.Pair> samplePair(int place, boolean same) {
        int[] pair = plan.pairs().get(place);
        double score = TwinInference.score(scorer.isEmpty(), latest[place]);
        return data.picture(plan.pictures().get(pair[0]))
                .flatMap(left -> data.picture(plan.pictures().get(pair[1]))
                        .map(right -> new SamplePairs.Pair(left, right, same, score)));
    }

    private float[][] embed(TwinInference inference) {
        List<Integer> pictures = plan.pictures();
        float[][] embeddings = new float[pictures.size()][];
        for (int from = 0; from < pictures.size(); from += PICTURES_AT_ONCE) {
            List<Integer> some = pictures.subList(from, Math.min(from + PICTURES_AT_ONCE, pictures.size()));
            float[][] rows = data.embedHeldOut(inference, some);
            System.arraycopy(rows, 0, embeddings, from, rows.length);
        }
        return embeddings;
    }

    private static float[] values(
            BiFunction<float[][], float[][], float[]> compare, float[][] embeddings, List<int[]> pairs) {
        float[] all = new float[pairs.size()];
        for (int from = 0; from < all.length; from += PAIRS_AT_ONCE) {
            List<int[]> some = pairs.subList(from, Math.min(from + PAIRS_AT_ONCE, all.length));
            float[][] left = some.stream().map(p -> embeddings[p[0]]).toArray(float[][]::new);
            float[][] right = some.stream().map(p -> embeddings[p[1]]).toArray(float[][]::new);
            float[] found = compare.apply(left, right);
            System.arraycopy(found, 0, all, from, found.length);
        }
        return all;
    }

    /** The first half of the pairs is positive. */
    private static ValidationMetrics metrics(Optional<Metric> scorer, float[] values, double oneShot) {
        int half = values.length / 2;
        float[] positives = Arrays.copyOf(values, half);
        float[] negatives = Arrays.copyOfRange(values, half, values.length);
        Arrays.sort(positives);
        Arrays.sort(negatives);
        float equalError = equalError(positives, negatives);
        // A metric has no natural boundary.
        float boundary = scorer.isEmpty() ? Math.nextUp(0f) : equalError;
        double loss = 0;
        int right = 0;
        double below = 0;
        for (int i = 0; i < values.length; i++) {
            boolean same = i < half;
            loss += loss(scorer, values[i], same);
            right += same == values[i] >= boundary ? 1 : 0;
            if (same) {
                below += 0.5 * (countBelow(negatives, values[i]) + countBelow(negatives, Math.nextUp(values[i])));
            }
        }
        float low = Math.min(positives[0], negatives[0]);
        float high = Math.max(positives[half - 1], negatives[negatives.length - 1]);
        return new ValidationMetrics(
                loss / values.length,
                (double) right / values.length,
                below / half / negatives.length,
                oneShot,
                TwinInference.score(scorer.isEmpty(), equalError),
                TwinInference.score(scorer.isEmpty(), high) - TwinInference.score(scorer.isEmpty(), low));
    }

    /** Cross-entropy of a logit, squared error of a cosine or of the score of a distance. */
    private static double loss(Optional<Metric> scorer, double value, boolean same) {
        if (scorer.isPresent()) {
            // As in training, it is the cosine itself that is compared.
            double compared = scorer.get() == Metric.COSINE ? 2 * value - 1 : value;
            double error = compared - (same ? 1 : 0);
            return error * error;
        }
        double toward = same ? value : -value;
        return toward > 0 ? Math.log1p(Math.exp(-toward)) : Math.log1p(Math.exp(toward)) - toward;
    }

    /** The lowest positive value that keeps false accepts as rare as the false rejects below it; both are sorted. */
    private static float equalError(float[] positives, float[] negatives) {
        for (int rejected = 0; rejected < positives.length; rejected++) {
            int accepted = negatives.length - countBelow(negatives, positives[rejected]);
            if ((long) accepted * positives.length <= (long) rejected * negatives.length) {
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
