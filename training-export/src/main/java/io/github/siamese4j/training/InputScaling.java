package io.github.siamese4j.training;

/** How unsigned bytes become the numbers that the network sees. */
public enum InputScaling {
    /** {@code x / 255}. */
    UNIT(1f / 255, 0),
    /** {@code 1 - x / 255}: dark strokes become 1 and white paper 0. */
    INVERTED(-1f / 255, 1);

    private final float factor;
    private final float offset;

    InputScaling(float factor, float offset) {
        this.factor = factor;
        this.offset = offset;
    }

    /**
     * What a byte is multiplied with.
     *
     * @return the factor
     */
    public float factor() {
        return factor;
    }

    /**
     * What is added after that.
     *
     * @return the offset
     */
    public float offset() {
        return offset;
    }
}
