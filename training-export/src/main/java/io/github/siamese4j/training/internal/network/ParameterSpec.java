package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A parameter of a network; see {@link ParameterNames}. Convolutions are [out, in, 3, 3], dense layers [out, in]. */
public record ParameterSpec(String name, Shape shape, Kind kind) {
    /** The role of a parameter. */
    public enum Kind {
        /** Kernel or matrix: trained, with weight decay. */
        WEIGHT,
        /** Bias, or shift of a batch normalization: trained, starts at 0. */
        BIAS,
        /** Scale of a batch normalization: trained, starts at 1. */
        SCALE,
        /** Running mean of a batch normalization, or mean of a feature: follows the data, starts at 0. */
        MEAN,
        /** Running variance of a batch normalization: follows the data, starts at 1. */
        VARIANCE,
        /** Standard deviation of a feature: follows the data, starts at 1. */
        DEVIATION;

        /** Returns whether the optimizer changes it; statistics of the data are not trained. */
        public boolean isTrained() {
            return this != MEAN && this != VARIANCE && this != DEVIATION;
        }
    }

    /** Returns all parameters of a network, from input to output. */
    public static List<ParameterSpec> of(NetworkDescription network) {
        List<ParameterSpec> specs = new ArrayList<>();
        if (network instanceof TwinDescription images) {
            addTrunk(images, specs);
        } else {
            addTrunk(network.overFeatures(), specs);
        }
        if (network.hasHead()) {
            addDense(ParameterNames.HEAD_HIDDEN, network.embeddingDimension(), network.headHidden(), specs);
            addDense(ParameterNames.HEAD_OUTPUT, network.headHidden(), 1, specs);
        }
        return List.copyOf(specs);
    }

    /** Returns the number of trained values of a network. */
    public static long count(NetworkDescription network) {
        return of(network).stream()
                .filter(spec -> spec.kind.isTrained())
                .mapToLong(spec -> spec.shape.size())
                .sum();
    }

    /**
     * Returns the tensor of this parameter among others.
     *
     * @throws TrainingException {@link Code#CHECKPOINT_INVALID} if it is missing or has another shape
     */
    FloatTensor require(Map<String, FloatTensor> tensors) {
        FloatTensor tensor = tensors.get(name);
        if (tensor == null || !tensor.shape().equals(shape)) {
            throw new TrainingException(
                    Code.CHECKPOINT_INVALID,
                    "weight " + name + " is " + (tensor == null ? "missing" : tensor.shape()) + ", expected " + shape
                            + "; use weights of the same network");
        }
        return tensor;
    }

    private static void addTrunk(TwinDescription network, List<ParameterSpec> specs) {
        int in = TwinDescription.INPUT_CHANNELS;
        for (int b = 1; b <= network.blocks().size(); b++) {
            ConvBlock block = network.blocks().get(b - 1);
            int out = block.channels();
            for (int c = 1; c <= block.convolutions(); c++) {
                String conv = ParameterNames.conv(b, c);
                specs.add(new ParameterSpec(conv + ".weight", new Shape(out, in, 3, 3), Kind.WEIGHT));
                if (network.batchNorm()) {
                    String norm = ParameterNames.norm(b, c);
                    specs.add(new ParameterSpec(norm + ".gamma", new Shape(out), Kind.SCALE));
                    specs.add(new ParameterSpec(norm + ".beta", new Shape(out), Kind.BIAS));
                    specs.add(new ParameterSpec(norm + ".mean", new Shape(out), Kind.MEAN));
                    specs.add(new ParameterSpec(norm + ".variance", new Shape(out), Kind.VARIANCE));
                } else {
                    specs.add(new ParameterSpec(conv + ".bias", new Shape(out), Kind.BIAS));
                }
                in = out;
            }
        }
    }

    private static void addTrunk(FeatureTwin network, List<ParameterSpec> specs) {
        int in = network.inputs();
        if (network.standardize()) {
            specs.add(new ParameterSpec(ParameterNames.MEAN, new Shape(in), Kind.MEAN));
            specs.add(new ParameterSpec(ParameterNames.DEVIATION, new Shape(in), Kind.DEVIATION));
        }
        for (int layer = 1; layer <= network.widths().size(); layer++) {
            int out = network.widths().get(layer - 1);
            addDense(ParameterNames.dense(layer), in, out, specs);
            in = out;
        }
    }

    private static void addDense(String name, int in, int out, List<ParameterSpec> specs) {
        specs.add(new ParameterSpec(name + ".weight", new Shape(out, in), Kind.WEIGHT));
        specs.add(new ParameterSpec(name + ".bias", new Shape(out), Kind.BIAS));
    }
}
