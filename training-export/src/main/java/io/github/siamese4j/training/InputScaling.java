package io.github.siamese4j.training;

/** The mapping from unsigned bytes to network inputs. */
public enum InputScaling {
    /** {@code x / 255}. */
    UNIT(1f / 255, 0),
    /** {@code 1 - x / 255}: dark strokes become 1, white paper 0. */
    INVERTED(-1f / 255, 1);

    private final float factor;
    private final float offset;

    InputScaling(float factor, float offset) {
        this.factor = factor;
        this.offset = offset;
    }

    /** {@return the factor that a byte is multiplied by} */
    public float factor() {
        return factor;
    }

    /** {@return the offset that is added after the multiplication} */
    public float offset() {
        return offset;
    }
}
