package io.github.siamese4j.training.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starting weights taken from another network.
 *
 * @param tensors a tensor for each parameter of the new network
 * @param report what was taken, adapted, left at its random start, or not used: one sentence each
 */
public record WeightTransfer(Map<String, FloatTensor> tensors, List<String> report) {
    private static final String HEAD = "head.hidden.weight";

    /**
     * Copies the list.
     *
     * @param tensors a tensor for each parameter of the new network
     * @param report what was taken, adapted, left at its random start, or not used: one sentence each
     */
    public WeightTransfer {
        report = List.copyOf(report);
    }

    /**
     * Takes every weight whose name and shape match. The first layer of the head, whose length depends on the size of
     * the picture, is adapted: each position of the new trunk output takes the weights of the nearest old position,
     * scaled by the ratio of the numbers of positions so that logits keep their size.
     *
     * @param target the new network
     * @param start starting weights of the new network
     * @param source the other network
     * @return the weights and a report
     */
    public static WeightTransfer of(TwinDescription target, Map<String, FloatTensor> start, TwinWeights source) {
        Map<String, FloatTensor> result = new LinkedHashMap<>(start);
        List<String> report = new ArrayList<>();
        int taken = 0;
        for (ParameterSpec spec : target.parameters()) {
            FloatTensor other = source.tensors().get(spec.name());
            if (other == null) {
                report.add(spec.name() + " is not in the source: keeps its random start");
            } else if (other.shape().equals(spec.shape())) {
                result.put(spec.name(), other);
                taken++;
            } else if (spec.name().equals(HEAD) && sameButForPositions(target, source.description())) {
                result.put(HEAD, tiled(other, source.description(), target));
                report.add(HEAD + " adapted from " + other.shape() + " to " + spec.shape());
            } else {
                report.add(spec.name() + " has shape " + other.shape() + " in the source, needs " + spec.shape()
                        + ": keeps its random start");
            }
        }
        for (String name : source.tensors().keySet()) {
            if (!result.containsKey(name)) {
                report.add(name + " of the source is not used");
            }
        }
        report.add(0, taken + " of " + target.parameters().size() + " parameters taken as they are");
        return new WeightTransfer(result, report);
    }

    private static boolean sameButForPositions(TwinDescription a, TwinDescription b) {
        return a.outputChannels() == b.outputChannels() && a.headHidden() == b.headHidden();
    }

    private static FloatTensor tiled(FloatTensor old, TwinDescription from, TwinDescription to) {
        int channels = to.outputChannels();
        int oldArea = from.outputHeight() * from.outputWidth();
        int newArea = to.outputHeight() * to.outputWidth();
        float scale = (float) oldArea / newArea;
        float[] values = new float[to.headHidden() * channels * newArea];
        int next = 0;
        for (int row = 0; row < to.headHidden() * channels; row++) {
            for (int y = 0; y < to.outputHeight(); y++) {
                int oldY = y * from.outputHeight() / to.outputHeight();
                for (int x = 0; x < to.outputWidth(); x++) {
                    int oldX = x * from.outputWidth() / to.outputWidth();
                    values[next++] = scale * old.values()[row * oldArea + oldY * from.outputWidth() + oldX];
                }
            }
        }
        return new FloatTensor(new Shape(to.headHidden(), (long) channels * newArea), values);
    }
}
