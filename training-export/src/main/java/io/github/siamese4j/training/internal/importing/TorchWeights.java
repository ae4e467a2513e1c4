package io.github.siamese4j.training.internal.importing;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterNames;
import io.github.siamese4j.training.internal.network.PartialWeights;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import io.github.siamese4j.training.internal.network.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads safetensors files with the names of this library or of torchvision's VGG. The latter are
 * {@code features.N.weight}, where N counts convolutions, normalizations, activations and pooling layers. The gaps
 * between convolutions determine the blocks.
 */
final class TorchWeights {
    private static final Pattern FEATURE =
            Pattern.compile("(.*?)features\\.(\\d{1,4})\\.(weight|bias|running_mean|running_var)");
    /** Dense layers of the PyTorch twin, which flattens channel first, as this library does. */
    private static final Map<String, String> HEAD = Map.of(
            "fully_connect1.weight", "head.hidden.weight",
            "fully_connect1.bias", "head.hidden.bias",
            "fully_connect2.weight", "head.output.weight",
            "fully_connect2.bias", "head.output.bias");

    private final Path file;
    /** Tensors by index of the layer, then by role. */
    private final TreeMap<Integer, Map<String, FloatTensor>> features = new TreeMap<>();

    private final Map<String, FloatTensor> named = new LinkedHashMap<>();
    private final List<String> unused = new ArrayList<>();
    private boolean foreignHead;

    private TorchWeights(Path file) {
        this.file = file;
    }

    static PartialWeights read(Path file) {
        TorchWeights reader = new TorchWeights(file);
        Safetensors.read(file).forEach(reader::sort);
        reader.nameFeatures();
        return reader.weights();
    }

    private void sort(String name, FloatTensor tensor) {
        Matcher feature = FEATURE.matcher(name);
        String head = HEAD.get(name.replaceFirst("^module\\.", ""));
        if (name.startsWith("trunk.") || name.startsWith("head.")) {
            named.put(name, tensor);
        } else if (feature.matches()) {
            features.computeIfAbsent(Integer.parseInt(feature.group(2)), index -> new TreeMap<>())
                    .put(feature.group(3), tensor);
        } else if (head != null) {
            named.put(head, tensor);
            foreignHead = true;
        } else {
            unused.add(name);
        }
    }

    /** Names the convolutions. A pooling layer between two of them increases the index by one more. */
    private void nameFeatures() {
        boolean normalized = features.values().stream().anyMatch(roles -> roles.containsKey("running_mean"));
        int step = normalized ? 3 : 2;
        int block = 0;
        int number = 0;
        int expected = -1;
        for (Map.Entry<Integer, Map<String, FloatTensor>> layer : features.entrySet()) {
            FloatTensor kernel = layer.getValue().get("weight");
            if (kernel == null || kernel.shape().dimension() != 4) {
                continue;
            }
            int index = layer.getKey();
            if (block == 0 || index == expected + 1) {
                block++;
                number = 1;
            } else if (index == expected) {
                number++;
            } else {
                throw invalid("features." + index + " is a convolution, expected one at " + expected + " or "
                        + (expected + 1) + " as in torchvision's VGG");
            }
            expected = index + step;
            String conv = ParameterNames.conv(block, number);
            named.put(conv + ".weight", kernel);
            if (normalized) {
                nameNorm(index, ParameterNames.norm(block, number));
            } else {
                named.put(conv + ".bias", required(index, "bias"));
            }
        }
    }

    /** Subtracts the bias of the preceding convolution from the mean, because convolutions here have none. */
    private void nameNorm(int convolution, String norm) {
        int index = convolution + 1;
        float[] mean = required(index, "running_mean").values().clone();
        float[] bias = Optional.ofNullable(features.get(convolution))
                .map(roles -> roles.get("bias"))
                .map(FloatTensor::values)
                .orElse(new float[mean.length]);
        for (int i = 0; i < mean.length && i < bias.length; i++) {
            mean[i] -= bias[i];
        }
        named.put(norm + ".gamma", required(index, "weight"));
        named.put(norm + ".beta", required(index, "bias"));
        named.put(norm + ".mean", new FloatTensor(new Shape(mean.length), mean));
        named.put(norm + ".variance", required(index, "running_var"));
    }

    private FloatTensor required(int index, String role) {
        FloatTensor tensor = features.getOrDefault(index, Map.of()).get(role);
        if (tensor == null) {
            throw invalid("features." + index + "." + role + " is missing");
        }
        return tensor;
    }

    private PartialWeights weights() {
        if (named.isEmpty()) {
            throw invalid("it holds " + NameList.of(unused)
                    + ", expected features.0.weight and so on (torchvision) or trunk.block1.conv1.weight and so on");
        }
        List<String> notes = new ArrayList<>();
        if (foreignHead) {
            notes.add(
                    "the head of the PyTorch twin has no activation between its dense layers, but this network has one;"
                            + " train it to adapt its scores");
        }
        if (!unused.isEmpty()) {
            notes.add(unused.size() + " tensors of the file have no counterpart: " + NameList.of(unused));
        }
        PartialWeights weights = new PartialWeights(
                "safetensors " + file.getFileName(), named, Optional.empty(), Optional.empty(), notes);
        return new PartialWeights(weights.origin(), named, grid(weights), Optional.empty(), notes);
    }

    private static Optional<Grid> grid(PartialWeights weights) {
        FloatTensor head = weights.tensors().get("head.hidden.weight");
        if (head == null || head.shape().dimension() != 2 || weights.blocks().isEmpty()) {
            return Optional.empty();
        }
        int channels = weights.blocks().get(weights.blocks().size() - 1).channels();
        return Grid.square(head.shape().get(1), channels);
    }

    private TrainingException invalid(String why) {
        return new TrainingException(Code.CHECKPOINT_INVALID, file + " is not a twin or a VGG trunk: " + why);
    }
}
