package io.github.siamese4j.training.internal.train;

import ai.djl.engine.Engine;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingListener;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.optimize.ParameterOptimizer;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures which precision is fastest on this machine, with a few steps on a few images and discarded weights. */
final class PrecisionBenchmark {
    /**
     * The number of images: four classes of two. A CPU without bfloat16 takes seconds for each image, but fewer images
     * would not make up for the kernel transform of Winograd's convolutions.
     */
    private static final int PICTURES = 8;

    private static final int ROUNDS = 3;

    private PrecisionBenchmark() {}

    /** Returns the fastest precision, never {@link Precision#AUTO}, and reports the measured figures. */
    static Precision fastest(
            TrainingConfig config, Map<String, FloatTensor> weights, TrainingData data, TrainingListener listener) {
        List<Sample> first = data.sampler().batch(0).samples();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            Sample drawn = first.get(i * (first.size() - 1) / (PICTURES - 1));
            samples.add(new Sample(drawn.item(), i / 2, drawn.quarterTurns(), drawn.seed()));
        }
        StepInput batch = data.render(SampledBatch.allPairs(samples));
        double plain = seconds(config, weights, batch, Precision.FLOAT32, Double.MAX_VALUE);
        double mixed = seconds(config, weights, batch, Precision.BFLOAT16, plain);
        double winograd = seconds(config, weights, batch, Precision.WINOGRAD, plain);
        Precision fastest = winograd < plain ? Precision.WINOGRAD : Precision.FLOAT32;
        fastest = mixed < Math.min(plain, winograd) ? Precision.BFLOAT16 : fastest;
        listener.onMessage(String.format(
                Locale.ROOT,
                "precision %s: %.1f images/s in float32, %.1f in bfloat16, %.1f with Winograd (batches of %d images)",
                fastest,
                PICTURES / plain,
                PICTURES / mixed,
                PICTURES / winograd,
                PICTURES));
        return fastest;
    }

    /** Returns the time of the shortest step. Stops early if a step takes more than twice the limit. */
    private static double seconds(
            TrainingConfig config,
            Map<String, FloatTensor> weights,
            StepInput batch,
            Precision precision,
            double limit) {
        double shortest = Double.MAX_VALUE;
        try (TwinParameters parameters = TwinParameters.of(
                        config.network(), weights, Engine.getEngine("PyTorch").defaultDevice());
                TrainingStep step = new TrainingStep(
                        parameters,
                        config.toBuilder().precision(precision).build(),
                        List.of(),
                        ParameterOptimizer.create(config.learning().optimizer(), parameters, Map.of()))) {
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                step.run(batch, Double.MIN_NORMAL, round + 1);
                double taken = (System.nanoTime() - start) / 1e9;
                // The first step includes the preparation of the graph.
                shortest = round == 0 ? shortest : Math.min(shortest, taken);
                if (round == 1 && taken > 2 * limit) {
                    break;
                }
            }
        }
        return shortest;
    }
}
