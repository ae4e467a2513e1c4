package io.github.siamese4j.training.internal.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.siamese4j.training.Precision;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.TrunkNetwork;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies of the network on several devices. Each device embeds a part of the batch.
 *
 * <p>The embeddings are gathered on the first device, so that the loss sees all pairs of the batch. Gradients are
 * summed there, and the updated weights are copied to the other devices. Batch normalization sees the part of its
 * device; the running statistics of the first device are kept. Devices work in parallel, because their operations are
 * asynchronous.
 */
final class Replicas implements AutoCloseable {
    private final TwinParameters main;
    private final TrunkNetwork trunk;
    private final List<TwinParameters> others = new ArrayList<>();

    /** Copies the trained parameters, which are not closed with this object, to the other devices. */
    Replicas(TwinParameters main, Precision precision, List<Device> more) {
        this.main = main;
        this.trunk = TrunkNetwork.of(
                main.network(), possible(precision, main.manager().getDevice(), more));
        try {
            for (Device device : more) {
                others.add(TwinParameters.of(main.network(), main.toTensors(), device));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Returns the precision to use. Winograd's convolutions are tuned for the caches of a CPU and store one forward
     * pass, so a GPU or several devices use float32 instead.
     */
    private static Precision possible(Precision precision, Device device, List<Device> more) {
        boolean plain = precision == Precision.WINOGRAD && (device.isGpu() || !more.isEmpty());
        return plain ? Precision.FLOAT32 : precision;
    }

    /** Returns handles on the trained parameters for one step, by device. */
    List<Map<String, NDArray>> leaves(NDManager scope) {
        List<Map<String, NDArray>> all = new ArrayList<>();
        all.add(main.leaves(scope));
        others.forEach(other -> all.add(other.leaves(scope)));
        return all;
    }

    /** Returns the embeddings of the whole batch on the first device. */
    NDArray embed(NDArray inputs, List<Map<String, NDArray>> leaves, long seed) {
        if (others.isEmpty()) {
            return embed(inputs, main, leaves.get(0), seed);
        }
        long count = inputs.getShape().get(0);
        long parts = others.size() + 1L;
        if (count < parts) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "a batch of " + count + " images cannot be split among " + parts
                            + " devices; use larger batches or fewer devices");
        }
        NDList embeddings = new NDList();
        for (int part = 0; part < parts; part++) {
            TwinParameters parameters = part == 0 ? main : others.get(part - 1);
            Device device = parameters.manager().getDevice();
            NDArray slice = inputs.get(new NDIndex("{}:{}", part * count / parts, (part + 1) * count / parts));
            NDArray embedded = embed(slice.toDevice(device, false), parameters, leaves.get(part), seed + part);
            embeddings.add(embedded.toDevice(main.manager().getDevice(), false));
        }
        return NDArrays.concat(embeddings, 0);
    }

    private NDArray embed(NDArray inputs, TwinParameters parameters, Map<String, NDArray> leaves, long seed) {
        return trunk.embed(inputs, name -> parameter(parameters, leaves, name), true, seed);
    }

    /** Returns a parameter of the first device. */
    NDArray parameter(List<Map<String, NDArray>> leaves, String name) {
        return parameter(main, leaves.get(0), name);
    }

    private static NDArray parameter(TwinParameters parameters, Map<String, NDArray> leaves, String name) {
        NDArray leaf = leaves.get(name);
        return leaf == null ? parameters.get(name) : leaf;
    }

    /** Returns the sum of the gradients of all devices, on the first device. */
    Map<String, NDArray> gradients(List<Map<String, NDArray>> leaves) {
        Map<String, NDArray> sums = new LinkedHashMap<>(trunk.gradients());
        Device device = main.manager().getDevice();
        leaves.get(0).forEach((name, leaf) -> sums.computeIfAbsent(name, missing -> leaf.getGradient()));
        for (Map<String, NDArray> part : leaves.subList(1, leaves.size())) {
            part.forEach((name, leaf) -> {
                NDArray sum = name.startsWith("head.") ? null : sums.get(name);
                if (sum != null) {
                    sum.addi(leaf.getGradient().toDevice(device, false));
                }
            });
        }
        return sums;
    }

    /** Copies the weights of the first device to the others. */
    void spread() {
        for (TwinParameters other : others) {
            main.copyTo(other);
        }
    }

    @Override
    public void close() {
        trunk.close();
        others.forEach(TwinParameters::close);
    }
}
