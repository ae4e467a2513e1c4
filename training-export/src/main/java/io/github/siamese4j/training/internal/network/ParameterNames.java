package io.github.siamese4j.training.internal.network;

/** Names of parameters and, without the last part, of layers. Checkpoints store tensors by these names. */
public final class ParameterNames {
    /** Mean that is subtracted from features, [F]. */
    public static final String MEAN = "input.mean";
    /** Standard deviation that features are divided by, [F]. */
    public static final String DEVIATION = "input.deviation";
    /** First dense layer of the head. */
    public static final String HEAD_HIDDEN = "head.hidden";
    /** Last dense layer of the head. */
    public static final String HEAD_OUTPUT = "head.output";

    private static final String TRUNK = "trunk.";

    private ParameterNames() {}

    /** Returns the name of a convolution; both numbers start at 1. */
    public static String conv(int block, int convolution) {
        return TRUNK + "block" + block + ".conv" + convolution;
    }

    /** Returns the name of the batch normalization that follows a convolution; both numbers start at 1. */
    public static String norm(int block, int convolution) {
        return TRUNK + "block" + block + ".norm" + convolution;
    }

    /** Returns the name of a dense layer of the trunk; the number starts at 1. */
    public static String dense(int layer) {
        return TRUNK + "dense" + layer;
    }

    /** Returns whether the named parameter belongs to the trunk. */
    static boolean isTrunk(String name) {
        return name.startsWith(TRUNK);
    }
}
