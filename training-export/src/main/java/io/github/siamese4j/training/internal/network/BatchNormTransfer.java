package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TwinDescription;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Tensors with biases or batch normalization as a target network needs them. They compute the same at inference as the
 * tensors they were made from. The sets name the normalizations made from biases and those folded into convolutions.
 */
record BatchNormTransfer(Map<String, FloatTensor> tensors, Set<String> made, Set<String> folded) {
    /** Adapts the layers of a source that have the target's shape; the others are unchanged. */
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
                boolean normalized = kernel
                        && BatchNormStatistics.names(norm).stream().allMatch(name -> has(source, name, new Shape(out)));
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
        float[] bias = Objects.requireNonNull(tensors.remove(conv + ".bias")).values();
        float[] scale = new float[bias.length];
        float[] ones = new float[bias.length];
        Arrays.fill(scale, (float) Math.sqrt(1.0 + TwinDescription.BATCH_NORM_EPSILON));
        Arrays.fill(ones, 1);
        new BatchNormStatistics(scale, bias, new float[bias.length], ones, TwinDescription.BATCH_NORM_EPSILON)
                .putInto(tensors, norm);
    }

    private static void fold(Map<String, FloatTensor> tensors, String conv, String norm) {
        FloatTensor kernel = Objects.requireNonNull(tensors.get(conv + ".weight"));
        float[] weights = kernel.values().clone();
        float[] bias = new float[(int) kernel.shape().get(0)];
        BatchNormStatistics.of(tensors, norm).fold(weights, bias);
        tensors.keySet().removeAll(BatchNormStatistics.names(norm));
        tensors.put(conv + ".weight", new FloatTensor(kernel.shape(), weights));
        tensors.put(conv + ".bias", new FloatTensor(new Shape(bias.length), bias));
    }
}
