package io.github.siamese4j.training.internal.train;

import io.github.siamese4j.training.internal.network.TwinInference;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.SampledBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Embeddings of a trunk that is not trained. Where pictures have a fixed number of distortions, each is embedded once
 * and kept, up to a limit of memory.
 */
final class FrozenTrunk implements StepSource {
    private static final int PICTURES_AT_ONCE = 32;

    private final TrainingData data;
    private final TwinInference inference;
    private final Map<Sample.View, float[]> kept = new HashMap<>();
    private long room;
    private long next;

    /**
     * Creates the source.
     *
     * @param data gives batches and embeds them
     * @param inference runs the trunk; closed with this
     * @param start the first step
     * @param maxBytes of embeddings to keep; 0 where views do not come back
     */
    FrozenTrunk(TrainingData data, TwinInference inference, long start, long maxBytes) {
        this.data = data;
        this.inference = inference;
        this.next = start;
        this.room = maxBytes;
    }

    @Override
    public StepInput take() {
        SampledBatch batch = data.sampler().batch(next++);
        List<Sample> samples = batch.samples();
        Map<Sample.View, float[]> fresh = embed(unknown(samples));
        float[][] embeddings = samples.stream()
                .map(sample -> {
                    float[] known = kept.get(sample.view());
                    return known == null ? fresh.get(sample.view()) : known;
                })
                .toArray(float[][]::new);
        return StepInput.embedded(
                embeddings, samples.stream().map(Sample::label).toList(), batch.pairs());
    }

    private List<Sample> unknown(List<Sample> samples) {
        Set<Sample.View> seen = new HashSet<>();
        return samples.stream()
                .filter(sample -> !kept.containsKey(sample.view()) && seen.add(sample.view()))
                .toList();
    }

    private Map<Sample.View, float[]> embed(List<Sample> samples) {
        Map<Sample.View, float[]> embeddings = new HashMap<>();
        for (int from = 0; from < samples.size(); from += PICTURES_AT_ONCE) {
            List<Sample> some =
                    new ArrayList<>(samples.subList(from, Math.min(from + PICTURES_AT_ONCE, samples.size())));
            float[][] rows = data.embed(inference, some);
            for (int i = 0; i < rows.length; i++) {
                embeddings.put(some.get(i).view(), rows[i]);
                keep(some.get(i).view(), rows[i]);
            }
        }
        return embeddings;
    }

    private void keep(Sample.View view, float[] embedding) {
        long bytes = (long) embedding.length * Float.BYTES;
        if (bytes <= room) {
            kept.put(view, embedding);
            room -= bytes;
        }
    }

    /** How many embeddings are kept. */
    int size() {
        return kept.size();
    }

    @Override
    public void close() {
        kept.clear();
        inference.close();
    }
}
