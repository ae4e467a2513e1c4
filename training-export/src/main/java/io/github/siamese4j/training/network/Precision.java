package io.github.siamese4j.training.network;

/** The arithmetic of the trunk during training. Weights, loss, optimizer and everything after training are float32. */
public enum Precision {
    /** 24 significant bits everywhere. */
    FLOAT32,
    /**
     * Convolutions and activations with 8 significant bits and the range of float32, sums in float32 (Kalamkar et al.
     * 2019, <i>A Study of BFLOAT16 for Deep Learning Training</i>). Faster only on processors with AVX512_BF16 or AMX.
     */
    BFLOAT16,
    /** Whichever of the two is faster on this machine, measured over a few steps before the first. */
    AUTO
}
