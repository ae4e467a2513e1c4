package io.github.siamese4j.training.data;

/** How a picture of any size is brought to the size of the network. */
public enum Fit {
    /** Scaled to fit inside; the rest is filled with grey (128, 128, 128). */
    LETTERBOX,
    /** Scaled so that the shorter side fits, then cut at the centre. */
    CENTER_CROP,
    /** Scaled along each axis on its own. */
    STRETCH
}
