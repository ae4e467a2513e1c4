package io.github.siamese4j;

/**
 * A device that runs models.
 *
 * @param kind the kind of device
 * @param index the number of the GPU, from 0; 0 for the other kinds
 */
public record Device(Kind kind, int index) {

    /** The GPU if CUDA works, otherwise the CPU. Loading a model logs which. */
    public static final Device AUTO = new Device(Kind.AUTO, 0);

    /** The CPU. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** Checks the index. */
    public Device {
        if (index < 0 || (kind != Kind.CUDA && index != 0)) {
            throw new IllegalArgumentException("index must be at least 0 for CUDA and 0 otherwise: " + index);
        }
    }

    /**
     * {@return an NVIDIA GPU} Loading a model fails if it cannot be used.
     *
     * @param index the number of the GPU in CUDA's numbering, from 0
     */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /** Returns {@code CPU}, {@code CUDA:0} or {@code AUTO}. */
    @Override
    public String toString() {
        return kind == Kind.CUDA ? "CUDA:" + index : kind.name();
    }

    /** A kind of device. */
    public enum Kind {
        /** The GPU if CUDA works, otherwise the CPU. {@code SiameseComparator.device()} never returns this kind. */
        AUTO,
        /** The CPU, with ONNX Runtime's own kernels. */
        CPU,
        /** An NVIDIA GPU, with ONNX Runtime's CUDA provider. */
        CUDA
    }
}
