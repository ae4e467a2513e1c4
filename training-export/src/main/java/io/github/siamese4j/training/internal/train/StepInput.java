package io.github.siamese4j.training.internal.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.internal.augment.PixelBatch;
import io.github.siamese4j.training.internal.loss.PairTargets;
import io.github.siamese4j.training.internal.sampling.Pair;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import java.util.List;
import java.util.function.Function;

/**
 * The input of a step.
 *
 * @param array creates the array of inputs in the engine, one for each sample
 * @param embedded whether the inputs are embeddings [N, D] of a trunk that is not trained
 * @param pairs the pairs to train on; if empty, all pairs of the batch, labelled by the classes
 */
record StepInput(
        Function<NDManager, NDArray> array, boolean embedded, int count, List<Integer> labels, List<Pair> pairs) {

    static StepInput of(PixelBatch batch) {
        Shape shape = new Shape(batch.count(), batch.height(), batch.width(), batch.channels());
        return new StepInput(
                scope -> scope.create(batch.pixels().duplicate(), shape, DataType.UINT8),
                false,
                batch.count(),
                batch.labels(),
                batch.pairs());
    }

    static StepInput of(float[][] rows, boolean embedded, SampledBatch batch) {
        List<Integer> labels = batch.samples().stream().map(Sample::label).toList();
        return new StepInput(scope -> scope.create(rows), embedded, rows.length, labels, batch.pairs());
    }

    PairTargets targets() {
        if (pairs.isEmpty()) {
            return new PairTargets(labels);
        }
        int[] left = pairs.stream().mapToInt(Pair::left).toArray();
        int[] right = pairs.stream().mapToInt(Pair::right).toArray();
        boolean[] same = new boolean[pairs.size()];
        for (int i = 0; i < same.length; i++) {
            same[i] = pairs.get(i).same();
        }
        return PairTargets.of(count, left, right, same);
    }
}
