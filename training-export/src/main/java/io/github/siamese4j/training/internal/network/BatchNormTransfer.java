package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TwinDescription;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Tensors with biases or batch normalization as a target network needs them. They compute the same at inference as the
 * tensors they were made from.
 *
 * @param tensors tensors by name; the caller may change the map
 * @param made names of the normalizations that replace biases
 * @param folded names of the normalizations that were folded into kernels and biases
 */
record BatchNormTransfer(Map<String, FloatTensor> tensors, Set<String> made, Set<String> folded) {
    private static final float EPSILON = TwinDescription.BATCH_NORM_EPSILON;
    private static final List<String> ROLES = List.of(".gamma", ".beta", ".mean", ".variance");

    /**
     * Adapts the layers of a source that have the target's shape; the others are unchanged.
     *
     * @param source tensors by name
     */
    static BatchNormTransfer of(Map<String, FloatTensor> source, TwinDescription target) {
        Map<String, FloatTensor> adapted = new LinkedHashMap<>(source);
        Set<String> made = new LinkedHashSet<>();
        Set<String> folded = new LinkedHashSet<>();
        int in = TwinDescription.INPUT_CHANNELS;
        for (int b = 1; b <= target.blocks().size(); b++) {
            int out = target.blocks().get(b - 1).channels();
            for (int c = 1; c <= target.blocks().get(b - 1).convolutions(); c++) {
                String conv = ParameterNames.conv(b, c);
                String norm = ParameterNames.norm(b, c);
                boolean kernel = has(source, conv + ".weight", new Shape(out, in, 3, 3));
                boolean plain = kernel && has(source, conv + ".bias", new Shape(out));
                boolean normalized =
                        kernel && ROLES.stream().allMatch(role -> has(source, norm + role, new Shape(out)));
                if (target.batchNorm() && plain && !normalized) {
                    identity(adapted, conv, norm);
                    made.add(norm);
                } else if (!target.batchNorm() && normalized && !plain) {
                    fold(adapted, conv, norm);
                    folded.add(norm);
                }
                in = out;
            }
        }
        return new BatchNormTransfer(adapted, made, folded);
    }

    private static boolean has(Map<String, FloatTensor> tensors, String name, Shape shape) {
        FloatTensor tensor = tensors.get(name);
        return tensor != null && tensor.shape().equals(shape);
    }

    /** Replaces a bias by a normalization that, with its running statistics, adds the bias only. */
    private static void identity(Map<String, FloatTensor> tensors, String conv, String norm) {
        FloatTensor bias = Objects.requireNonNull(tensors.remove(conv + ".bias"));
        int channels = bias.values().length;
        tensors.put(norm + ".gamma", filled(channels, (float) Math.sqrt(1.0 + EPSILON)));
        tensors.put(norm + ".beta", bias);
        tensors.put(norm + ".mean", filled(channels, 0));
        tensors.put(norm + ".variance", filled(channels, 1));
    }

    private static void fold(Map<String, FloatTensor> tensors, String conv, String norm) {
        FloatTensor kernel = Objects.requireNonNull(tensors.get(conv + ".weight"));
        BatchNormStatistics statistics = new BatchNormStatistics(
                take(tensors, norm + ".gamma"),
                take(tensors, norm + ".beta"),
                take(tensors, norm + ".mean"),
                take(tensors, norm + ".variance"),
                EPSILON);
        float[] weights = kernel.values().clone();
        float[] bias = new float[statistics.gamma().length];
        statistics.fold(weights, bias);
        tensors.put(conv + ".weight", new FloatTensor(kernel.shape(), weights));
        tensors.put(conv + ".bias", new FloatTensor(new Shape(bias.length), bias));
    }

    private static float[] take(Map<String, FloatTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.remove(name)).values();
    }

    private static FloatTensor filled(int channels, float value) {
        float[] values = new float[channels];
        Arrays.fill(values, value);
        return new FloatTensor(new Shape(channels), values);
    }
}
