package io.github.siamese4j.training;

/** The arithmetic of the trunk in training. Weights, loss, optimizer and inference always use float32. */
public enum Precision {
    /** Plain float32. */
    FLOAT32,
    /**
     * Float32 with a quarter of the multiplications: convolutions by Winograd's minimal filtering (Lavin and Gray 2015,
     * arXiv:1509.09308). Faster for wide layers. Available on one CPU only; elsewhere it is {@link #FLOAT32}. Rounding
     * errors are a few times those of a plain convolution, around 3e-6 of a tensor's norm.
     */
    WINOGRAD,
    /**
     * Convolutions and activations in bfloat16 (8 significant bits, the range of float32), sums in float32 (Kalamkar et
     * al. 2019, <i>A Study of BFLOAT16 for Deep Learning Training</i>). Faster only on CPUs with AVX512_BF16 or AMX.
     */
    BFLOAT16,
    /** The fastest of the others on this machine, measured over a few steps before training. */
    AUTO
}
