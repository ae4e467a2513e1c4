package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Step inputs embedded by a trunk that is not trained. If images have a fixed number of distortions, their embeddings
 * are cached up to a memory limit.
 */
final class FrozenTrunk implements StepSource {
    private final TrainingData data;
    private final TwinInference inference;
    private final Map<Sample.View, float[]> cached = new HashMap<>();
    private long freeBytes;
    private long next;

    /**
     * Creates the source of the steps from the given one on.
     *
     * @param inference runs the trunk; closed with this source
     * @param maxBytes the memory limit of the cache; 0 if views do not recur
     */
    FrozenTrunk(TrainingData data, TwinInference inference, long start, long maxBytes) {
        this.data = data;
        this.inference = inference;
        this.next = start;
        this.freeBytes = maxBytes;
    }

    @Override
    public StepInput take() {
        SampledBatch batch = data.sampler().batch(next++);
        List<Sample> samples = batch.samples();
        Map<Sample.View, float[]> fresh = embed(missing(samples));
        float[][] embeddings = samples.stream()
                .map(sample -> {
                    float[] known = cached.get(sample.view());
                    return known == null ? fresh.get(sample.view()) : known;
                })
                .toArray(float[][]::new);
        return StepInput.of(embeddings, true, batch);
    }

    private List<Sample> missing(List<Sample> samples) {
        Set<Sample.View> seen = new HashSet<>();
        return samples.stream()
                .filter(sample -> !cached.containsKey(sample.view()) && seen.add(sample.view()))
                .toList();
    }

    private Map<Sample.View, float[]> embed(List<Sample> samples) {
        Map<Sample.View, float[]> embeddings = new HashMap<>();
        float[][] rows = TrainingData.embed(samples, some -> data.embed(inference, some));
        for (int i = 0; i < rows.length; i++) {
            embeddings.put(samples.get(i).view(), rows[i]);
            cache(samples.get(i).view(), rows[i]);
        }
        return embeddings;
    }

    private void cache(Sample.View view, float[] embedding) {
        long bytes = (long) embedding.length * Float.BYTES;
        if (bytes <= freeBytes) {
            cached.put(view, embedding);
            freeBytes -= bytes;
        }
    }

    /** Returns the number of cached embeddings. */
    int size() {
        return cached.size();
    }

    @Override
    public void close() {
        cached.clear();
        inference.close();
    }
}
