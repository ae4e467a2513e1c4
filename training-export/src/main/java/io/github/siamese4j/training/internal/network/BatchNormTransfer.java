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
 * Tensors whose convolutions have a bias, or batch normalization, as a target wants them; they compute the same at
 * inference.
 *
 * @param tensors by name, the caller's to change
 * @param made the normalizations that were made of biases
 * @param folded the normalizations that were folded into kernels and biases
 */
record BatchNormTransfer(Map<String, FloatTensor> tensors, Set<String> made, Set<String> folded) {
    private static final float EPSILON = TwinDescription.BATCH_NORM_EPSILON;
    private static final List<String> ROLES = List.of(".gamma", ".beta", ".mean", ".variance");

    /**
     * Adapts those layers of a source that have the target's shape.
     *
     * @param source tensors by name
     * @param target the new network
     * @return the adapted tensors; the others as they were
     */
    static BatchNormTransfer of(Map<String, FloatTensor> source, TwinDescription target) {
        Map<String, FloatTensor> adapted = new LinkedHashMap<>(source);
        Set<String> made = new LinkedHashSet<>();
        Set<String> folded = new LinkedHashSet<>();
        int in = TwinDescription.INPUT_CHANNELS;
        for (int b = 1; b <= target.blocks().size(); b++) {
            int out = target.blocks().get(b - 1).channels();
            for (int c = 1; c <= target.blocks().get(b - 1).convolutions(); c++) {
                String conv = TwinDescription.convName(b, c);
                String norm = TwinDescription.normName(b, c);
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

    /** A normalization that adds the bias and changes nothing else, with its running statistics. */
    private static void identity(Map<String, FloatTensor> tensors, String conv, String norm) {
        FloatTensor bias = Objects.requireNonNull(tensors.remove(conv + ".bias"));
        int channels = bias.values().length;
        tensors.put(norm + ".gamma", filled(channels, (float) Math.sqrt(1.0 + EPSILON)));
        tensors.put(norm + ".beta", bias);
        tensors.put(norm + ".mean", filled(channels, 0));
        tensors.put(norm + ".variance", filled(channels, 1));
    }

    /**
     * The convolution that computes what convolution and normalization compute at inference (Jacob et al. 2018,
     * arXiv:1712.05877, section 3.2), in double precision.
     */
    private static void fold(Map<String, FloatTensor> tensors, String conv, String norm) {
        FloatTensor kernel = Objects.requireNonNull(tensors.get(conv + ".weight"));
        float[] gamma = take(tensors, norm + ".gamma");
        float[] beta = take(tensors, norm + ".beta");
        float[] mean = take(tensors, norm + ".mean");
        float[] variance = take(tensors, norm + ".variance");
        float[] weights = kernel.values().clone();
        int perChannel = weights.length / gamma.length;
        float[] bias = new float[gamma.length];
        for (int o = 0; o < bias.length; o++) {
            double gain = gamma[o] / Math.sqrt((double) variance[o] + EPSILON);
            for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
                weights[i] = (float) (weights[i] * gain);
            }
            bias[o] = (float) (beta[o] - mean[o] * gain);
        }
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
