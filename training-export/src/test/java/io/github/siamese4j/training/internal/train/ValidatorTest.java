package io.github.siamese4j.training.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.github.siamese4j.Metric;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.RandomPairs.Pair;
import io.github.siamese4j.evaluation.Threshold;
import io.github.siamese4j.evaluation.Verification;
import io.github.siamese4j.training.EvaluationSettings;
import io.github.siamese4j.training.OptimizerSettings;
import io.github.siamese4j.training.PairLoss;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.ValidationMetrics;
import io.github.siamese4j.training.internal.log.RunFolder;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorTest {
    @TempDir
    Path folder;

    private static List<Pair> pairs(int each) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 2 * each; i++) {
            pairs.add(new Pair(i, i + 1, i < each));
        }
        return pairs;
    }

    /** Compares with the figures of the public evaluation package on the same scores. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void figuresEqualThoseOfTheEvaluation(boolean head) {
        for (long seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            float[] values = new float[200];
            double[] scores = new double[200];
            boolean[] same = new boolean[200];
            for (int i = 0; i < 200; i++) {
                same[i] = i < 100;
                // Coarse values, so that there are ties within and between both kinds.
                int drawn = random.nextInt(12) + (same[i] ? 3 : 0);
                values[i] = head ? drawn - 7 : drawn / 15f;
                scores[i] = head ? 1 / (1 + Math.exp(-(double) values[i])) : values[i];
            }
            Optional<Metric> scorer = head ? Optional.empty() : Optional.of(Metric.EUCLIDEAN);
            ValidationMetrics metrics = Validator.metrics(scorer, values, pairs(100), 0.25);

            LabelledScores labelled = LabelledScores.of(scores, same);
            Threshold threshold = Threshold.choose(labelled, Criterion.equalError(), 1);
            double boundary = head ? 0.5 : threshold.score().value();
            Verification figures = Verification.of(labelled, boundary, 1);
            assertThat(metrics.threshold()).isEqualTo(threshold.score().value());
            assertThat(metrics.areaUnderCurve())
                    .isEqualTo(figures.areaUnderCurve().value());
            assertThat(metrics.accuracy()).isEqualTo(figures.accuracy().value());
            assertThat(metrics.oneShotAccuracy()).isEqualTo(0.25);
            assertThat(scores).doesNotContain(metrics.threshold());
        }
    }

    @Test
    void lossesInClosedForm() {
        float[] values = {2, -1, 0.5f, -3};
        double entropy = 0;
        for (double toward : new double[] {2, -1, -0.5, 3}) {
            entropy -= Math.log(1 / (1 + Math.exp(-toward))) / 4;
        }
        assertThat(Validator.metrics(Optional.empty(), values, pairs(2), 0).loss())
                .isCloseTo(entropy, within(1e-9));
        float[] scores = {0.75f, 0.5f, 0.25f, 0};
        // The cosine is 2 · score − 1.
        assertThat(Validator.metrics(Optional.of(Metric.COSINE), scores, pairs(2), 0)
                        .loss())
                .isCloseTo((0.25 + 1 + 0.25 + 1) / 4, within(1e-9));
        assertThat(Validator.metrics(Optional.of(Metric.MANHATTAN), scores, pairs(2), 0)
                        .loss())
                .isCloseTo((0.0625 + 0.25 + 0.0625 + 0) / 4, within(1e-9));
    }

    private TrainingConfig config() {
        Pictures.grouped(folder.resolve("data"), 5, 4, 6, KilledRun.SIDE);
        TrainingConfig config = KilledRun.config(folder.resolve("data"), folder.resolve("run"));
        RunFolder.create(config.run().folder());
        return config;
    }

    private static Validator validator(TrainingConfig config, TrainingData data) {
        return new Validator(data, config.network().scorer(), EvaluationSettings.standard(), 1);
    }

    @Test
    void releasesAllNativeMemoryOfAStep() {
        TrainingConfig config = config();
        TrainingData data = TrainingData.read(config, TrainingListener.SILENT);
        try (TwinParameters parameters =
                TwinParameters.of(config.network(), TwinParameters.initialize(config.network(), 1), Device.cpu())) {
            ParameterOptimizer optimizer =
                    ParameterOptimizer.create(OptimizerSettings.standard(), parameters, Map.of());
            TrainingStep step =
                    Steps.of(parameters, Precision.FLOAT32, List.of(), new PairLoss(true, 0.5, 0), optimizer, 0.1);
            Validator validator = validator(config, data);
            int before = parameters.manager().getManagedArrays().size();
            for (int i = 0; i < 3; i++) {
                step.run(data.render(data.sampler().batch(i)), 1e-3, i + 1);
                validator.measure(parameters, i + 1);
                parameters.toTensors();
                optimizer.toTensors();
                assertThat(parameters.manager().getManagedArrays()).hasSize(before);
            }
        }
    }

    @Test
    void refusesScoresThatAreNotNumbers() {
        TrainingConfig config = config();
        TrainingData data = TrainingData.read(config, TrainingListener.SILENT);
        Map<String, FloatTensor> weights = TwinParameters.initialize(config.network(), 1);
        Arrays.fill(Objects.requireNonNull(weights.get("head.hidden.weight")).values(), Float.NaN);
        try (TwinParameters parameters = TwinParameters.of(config.network(), weights, Device.cpu())) {
            assertThatThrownBy(() -> validator(config, data).measure(parameters, 7))
                    .isInstanceOfSatisfying(
                            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.LOSS_NAN))
                    .hasMessageContaining("step 7");
        }
    }
}
