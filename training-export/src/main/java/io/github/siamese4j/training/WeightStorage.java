package io.github.siamese4j.training;

/**
 * The type of the weights in a model file. Inference always computes in float32: ONNX Runtime converts other types
 * once, when it loads the model. Biases are always stored as float32.
 */
public enum WeightStorage {
    /** Four bytes per weight, exact. */
    FLOAT32,

    /** Two bytes per weight: IEEE 754 half precision, rounded to nearest even. Weights beyond ±65504 are refused. */
    FLOAT16,

    /**
     * One byte per weight and one scale per output channel. The scale minimizes the squared error, which can clip the
     * largest weights slightly. A VGG16 twin at 105×105 takes 17 MB instead of 68. ONNX Runtime expands int8 weights at
     * load only with the session entry {@code session.disable_quant_qdq=1}, otherwise in each run.
     */
    INT8
}
