package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import java.util.List;
import java.util.Optional;

/** Training data whose samples are rows of numbers. They are not distorted. */
interface RowData extends TrainingData {
    /** Returns a row; not to be changed. */
    float[] row(int number);

    @Override
    default StepInput render(SampledBatch batch) {
        return StepInput.of(rows(batch.samples().stream().map(Sample::item).toList()), false, batch);
    }

    @Override
    default StepSource source(TrainingConfig config, long from) {
        return new StepSource() {
            private long next = from;

            @Override
            public StepInput take() {
                return render(sampler().batch(next++));
            }
        };
    }

    @Override
    default float[][] embed(TwinInference inference, List<Sample> samples) {
        return inference.embed(rows(samples.stream().map(Sample::item).toList()));
    }

    @Override
    default float[][] embedHeldOut(TwinInference inference, List<Integer> numbers) {
        return inference.embed(rows(numbers));
    }

    @Override
    default Optional<float[][]> vectors(List<Integer> numbers) {
        return Optional.of(rows(numbers));
    }

    private float[][] rows(List<Integer> numbers) {
        return numbers.stream().map(this::row).toArray(float[][]::new);
    }
}
