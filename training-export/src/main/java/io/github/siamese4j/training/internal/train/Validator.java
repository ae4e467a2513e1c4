package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Metric;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.FewShotResult;
import io.github.siamese4j.evaluation.FewShotResult.Pooling;
import io.github.siamese4j.evaluation.ItemScorer;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.RandomPairs.Pair;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.draw.SamplePairs;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Validates a network on the same held-out images, pairs and trials each time. The figures are those of
 * {@link io.github.siamese4j.evaluation}.
 */
final class Validator {
    private static final int PAIRS_AT_ONCE = 1000;
    private static final double COLLAPSED_SPREAD = 1e-6;
    /** The score from which a head calls a pair the same. A metric has no such natural boundary. */
    private static final double HEAD_BOUNDARY = 0.5;

    private final ValidationPlan plan;
    private final TrainingData data;
    private final Optional<Metric> scorer;
    private float[] latest = new float[0];

    Validator(TrainingData data, Optional<Metric> scorer, EvaluationSettings settings, long seed) {
        this.plan = ValidationPlan.draw(data.split().validation(), settings, seed);
        this.data = data;
        this.scorer = scorer;
    }

    /** Measures a network. Refuses scores that are NaN or all equal. */
    ValidationMetrics measure(TwinParameters parameters, long step) {
        try (TwinInference inference = new TwinInference(parameters)) {
            float[][] embeddings = TrainingData.embed(plan.pictures(), some -> data.embedHeldOut(inference, some));
            latest = values(inference::values, embeddings);
            for (float value : latest) {
                if (Float.isNaN(value)) {
                    throw unusable(Code.LOSS_NAN, "a validation score is NaN", step);
                }
            }
            ValidationMetrics metrics =
                    metrics(scorer, latest, plan.pairs(), oneShotAccuracy(inference::values, embeddings));
            if (!(metrics.scoreSpread() > COLLAPSED_SPREAD)) {
                throw unusable(Code.LOSS_COLLAPSED, "all validation scores are equal", step);
            }
            return metrics;
        }
    }

    /** Measures a scorer on the vectors of the held-out samples as they are; empty for images. */
    Optional<ValidationMetrics> untrained(PairScorer scorer) {
        return data.vectors(plan.pictures()).map(vectors -> of(scorer, vectors));
    }

    /** Measures a scorer on a vector for each held-out sample, in the order of {@link #samples}. */
    ValidationMetrics of(PairScorer scorer, float[][] vectors) {
        BiFunction<float[][], float[][], float[]> compare = (left, right) -> {
            float[] scores = new float[left.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) scorer.score(Embedding.of(left[i]), Embedding.of(right[i]));
            }
            return scores;
        };
        // The loss of another scorer takes its scores, like that of a distance.
        Metric metric = scorer instanceof Metric known ? known : Metric.EUCLIDEAN;
        return metrics(Optional.of(metric), values(compare, vectors), plan.pairs(), oneShotAccuracy(compare, vectors));
    }

    /** Returns the numbers of the held-out samples that are measured. */
    List<Integer> samples() {
        return plan.pictures();
    }

    /** Computes the figures of pairs from the logits of a head or the scores of a metric. */
    static ValidationMetrics metrics(
            Optional<Metric> scorer, float[] values, List<Pair> pairs, double oneShotAccuracy) {
        double[] scores = new double[values.length];
        boolean[] same = new boolean[values.length];
        double loss = 0;
        for (int i = 0; i < values.length; i++) {
            scores[i] = TwinInference.score(scorer.isEmpty(), values[i]);
            same[i] = pairs.get(i).same();
            loss += loss(scorer, values[i], same[i]);
        }
        LabelledScores labelled = LabelledScores.of(scores, same);
        double threshold = labelled.threshold(Criterion.equalError());
        return new ValidationMetrics(
                loss / values.length,
                labelled.accuracy(scorer.isEmpty() ? HEAD_BOUNDARY : threshold),
                labelled.areaUnderCurve(),
                oneShotAccuracy,
                threshold,
                Arrays.stream(scores).max().orElseThrow()
                        - Arrays.stream(scores).min().orElseThrow());
    }

    /** Returns the cross-entropy of a logit, or the squared error of a cosine or of the score of a distance. */
    private static double loss(Optional<Metric> scorer, double value, boolean same) {
        if (scorer.isPresent()) {
            // The loss of training takes the cosine itself, not its score.
            double compared = scorer.get() == Metric.COSINE ? 2 * value - 1 : value;
            double error = compared - (same ? 1 : 0);
            return error * error;
        }
        double toward = same ? value : -value;
        return toward > 0 ? Math.log1p(Math.exp(-toward)) : Math.log1p(Math.exp(toward)) - toward;
    }

    private double oneShotAccuracy(BiFunction<float[][], float[][], float[]> compare, float[][] embeddings) {
        // Logits order scores near 1 that round to the same number.
        ItemScorer order = (query, candidates) -> {
            float[][] left = new float[candidates.size()][];
            Arrays.fill(left, embeddings[query]);
            float[] found = compare.apply(
                    left, candidates.stream().map(item -> embeddings[item]).toArray(float[][]::new));
            double[] values = new double[found.length];
            Arrays.setAll(values, i -> found[i]);
            return values;
        };
        return FewShotResult.of(plan.trials(), order, Pooling.MEAN).accuracy().value();
    }

    /**
     * Returns some pairs with the scores of the last measurement, at most {@code each} of each kind. The pairs are the
     * same each time. Feature vectors give no pairs.
     */
    List<SamplePairs.Pair> samplePairs(int each) {
        List<SamplePairs.Pair> samples = new ArrayList<>();
        int half = latest.length / 2;
        for (int i = 0; i < Math.min(each, half); i++) {
            samplePair(i).ifPresent(samples::add);
            samplePair(half + i).ifPresent(samples::add);
        }
        return samples;
    }

    private Optional<SamplePairs.Pair> samplePair(int index) {
        Pair pair = plan.pairs().get(index);
        double score = TwinInference.score(scorer.isEmpty(), latest[index]);
        return data.picture(plan.pictures().get(pair.left()))
                .flatMap(left -> data.picture(plan.pictures().get(pair.right()))
                        .map(right -> new SamplePairs.Pair(left, right, pair.same(), score)));
    }

    private float[] values(BiFunction<float[][], float[][], float[]> compare, float[][] embeddings) {
        float[] all = new float[plan.pairs().size()];
        for (int from = 0; from < all.length; from += PAIRS_AT_ONCE) {
            List<Pair> some = plan.pairs().subList(from, Math.min(from + PAIRS_AT_ONCE, all.length));
            float[][] left = some.stream().map(pair -> embeddings[pair.left()]).toArray(float[][]::new);
            float[][] right =
                    some.stream().map(pair -> embeddings[pair.right()]).toArray(float[][]::new);
            float[] found = compare.apply(left, right);
            System.arraycopy(found, 0, all, from, found.length);
        }
        return all;
    }

    private static TrainingException unusable(Code code, String what, long step) {
        return new TrainingException(
                code,
                what + " at step " + step + "; the last checkpoint before it is kept; lower the learning rate or "
                        + "lengthen the warm-up");
    }
}
