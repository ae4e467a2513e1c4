package io.github.siamese4j.gallery;

/** An embedding as it is stored. Values are the owner's not to change afterwards. */
sealed interface StoredVector {

    /**
     * All of it.
     *
     * @param values float32
     */
    @SuppressWarnings("ArrayRecordComponent") // short-lived carriers between file, encoder and block
    record Floats(float[] values) implements StoredVector {}

    /**
     * A quarter of it: value i is about {@code codes[i] · scale}.
     *
     * @param codes in −127..127
     * @param scale at least 0
     */
    @SuppressWarnings("ArrayRecordComponent") // short-lived carriers between file, encoder and block
    record Codes(byte[] codes, float scale) implements StoredVector {

        private static final int LARGEST = 127;

        /**
         * Rounds values to the nearest of 255 levels, symmetric around 0, the largest value on the outermost.
         *
         * @param values float32, finite
         * @return their codes
         */
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
