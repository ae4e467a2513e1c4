package io.github.siamese4j.training;

/**
 * How weights are kept in a file. Arithmetic is float32 whichever is chosen: ONNX Runtime turns the others into float32
 * once, when it loads the model. Biases are always float32.
 */
public enum WeightStorage {
    /** Four bytes per weight, exact. */
    FLOAT32,

    /** Two bytes per weight: IEEE 754 half precision, rounded to nearest even. Weights beyond ±65504 are refused. */
    FLOAT16,

    /**
     * One byte per weight and one scale per output channel. The scale is the one with the least squared error: the
     * largest weights are clipped a little where that serves the many others. ONNX Runtime expands them at load only
     * with the session entry {@code session.disable_quant_qdq=1}; without it every run expands them again.
     */
    INT8
}
