package io.github.siamese4j.training;

/** The arithmetic of the trunk during training. Weights, loss, optimizer and everything after training are float32. */
public enum Precision {
    /** 24 significant bits everywhere. */
    FLOAT32,
    /**
     * Float32 with a quarter of the multiplications: convolutions by Winograd's minimal filtering (Lavin and Gray 2015,
     * arXiv:1509.09308), on the processor and one device only; elsewhere it is {@link #FLOAT32}. Rounding errors are a
     * few times those of a plain convolution, around 3e-6 of a tensor's norm. Faster for wide layers.
     */
    WINOGRAD,
    /**
     * Convolutions and activations with 8 significant bits and the range of float32, sums in float32 (Kalamkar et al.
     * 2019, <i>A Study of BFLOAT16 for Deep Learning Training</i>). Faster only on processors with AVX512_BF16 or AMX.
     */
    BFLOAT16,
    /** Whichever of the three is fastest on this machine, measured over a few steps before the first. */
    AUTO
}
