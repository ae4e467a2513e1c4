package io.github.siamese4j;

/**
 * Where a model runs.
 *
 * @param kind the kind of device
 * @param index which of several graphics cards, from 0; 0 for the other kinds
 */
public record Device(Kind kind, int index) {

    /** A graphics card if there is a usable one, the processor otherwise. */
    public static final Device AUTO = new Device(Kind.AUTO, 0);

    /** The processor. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** Checks the index. */
    public Device {
        if (index < 0 || (kind != Kind.CUDA && index != 0)) {
            throw new IllegalArgumentException("index must be 0, or a CUDA device from 0 on: " + index);
        }
    }

    /**
     * An NVIDIA graphics card. Loading fails where it cannot be used.
     *
     * @param index which card, from 0, in CUDA's numbering
     * @return the device
     */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /** {@code CPU}, {@code CUDA:0} or {@code AUTO}. */
    @Override
    public String toString() {
        return kind == Kind.CUDA ? "CUDA:" + index : kind.name();
    }

    /** A kind of device. */
    public enum Kind {
        /** Decided while a model is loaded; never what a loaded model reports. */
        AUTO,
        /** The processor, by ONNX Runtime's own kernels. */
        CPU,
        /** An NVIDIA graphics card, by ONNX Runtime's CUDA provider. */
        CUDA
    }
}
