package io.github.siamese4j.gallery;

/** An embedding in its stored form. The arrays are not copied and must not change. */
sealed interface StoredVector {

    /** Values as float32. */
    @SuppressWarnings("ArrayRecordComponent") // never compared or changed
    record Floats(float[] values) implements StoredVector {}

    /** Values as int8: value i is about {@code codes[i] · scale}, with codes in −127..127 and a scale of at least 0. */
    @SuppressWarnings("ArrayRecordComponent") // never compared or changed
    record Codes(byte[] codes, float scale) implements StoredVector {

        private static final int LARGEST = 127;

        /** Rounds finite values to the nearest of 255 levels, symmetric around 0; the largest value gets the last. */
        static Codes of(float[] values) {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            float scale = largest / LARGEST;
            byte[] codes = new byte[values.length];
            for (int i = 0; i < codes.length && scale > 0; i++) {
                codes[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, Math.round(values[i] / scale)));
            }
            return new Codes(codes, scale);
        }
    }
}
