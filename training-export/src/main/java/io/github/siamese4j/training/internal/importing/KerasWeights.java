package io.github.siamese4j.training.internal.importing;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.InputScaling;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.importing.KerasFile.Weight;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterNames;
import io.github.siamese4j.training.internal.network.PartialWeights;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a VGG trunk and the head of a twin among the weights of a Keras file. Convolutions are identified by the name
 * of their layer at any depth. Dense layers of the head are identified by their shapes, because Keras numbers unnamed
 * layers arbitrarily: one reads the output of the other, and the last has one output.
 */
final class KerasWeights {
    private static final Pattern CONVOLUTION = Pattern.compile("block(\\d{1,2})_conv(\\d{1,2})");
    private static final String EXPECTED =
            "expected convolutions named block1_conv1, block1_conv2, block2_conv1 and so on, 3×3 with a bias, as in "
                    + "VGG16";

    private final Path path;
    private final List<Weight> unused;
    private final Map<String, FloatTensor> tensors = new LinkedHashMap<>();

    private KerasWeights(Path path, List<Weight> weights) {
        this.path = path;
        this.unused = new ArrayList<>(weights);
    }

    /** The trunk of a file, the head if there is one, and descriptions of the other arrays. */
    record Found(PartialWeights weights, List<String> unused) {}

    static Found read(Path path) {
        return KerasFile.read(path, weights -> new KerasWeights(path, weights).find());
    }

    private Found find() {
        int channels = convolutions();
        Optional<Grid> grid = head(channels);
        List<String> notes = unused.isEmpty()
                ? List.of()
                : List.of(unused.size() + " arrays of the file have no counterpart: " + NameList.of(names(unused)));
        // A twin was trained on x / 255. The scaling of a trunk alone is not known.
        Optional<InputScaling> scaling =
                tensors.containsKey("head.hidden.weight") ? Optional.of(InputScaling.UNIT) : Optional.empty();
        return new Found(
                new PartialWeights("Keras weights " + path.getFileName(), tensors, grid, scaling, notes),
                names(unused));
    }

    /** Takes the trunk and returns the channels of its output. */
    private int convolutions() {
        TreeMap<Integer, TreeMap<Integer, Weight>> blocks = new TreeMap<>();
        for (Weight weight : unused) {
            Matcher name = CONVOLUTION.matcher(weight.layer());
            if (weight.rank() == 4 && name.find()) {
                Weight twice = blocks.computeIfAbsent(Integer.parseInt(name.group(1)), block -> new TreeMap<>())
                        .put(Integer.parseInt(name.group(2)), weight);
                if (twice != null) {
                    throw invalid(twice + " and " + weight + " have the same name, expected one of each");
                }
            }
        }
        if (blocks.isEmpty()) {
            throw invalid("it holds " + NameList.of(names(unused)) + ", " + EXPECTED);
        }
        int channels = TwinDescription.INPUT_CHANNELS;
        int block = 0;
        for (Map.Entry<Integer, TreeMap<Integer, Weight>> entry : blocks.entrySet()) {
            block++;
            int convolution = 0;
            for (Map.Entry<Integer, Weight> kernel : entry.getValue().entrySet()) {
                convolution++;
                if (entry.getKey() != block || kernel.getKey() != convolution) {
                    throw invalid("block" + block + "_conv" + convolution + " is missing; " + EXPECTED);
                }
                channels = convolution(kernel.getValue(), block, convolution, channels);
            }
        }
        return channels;
    }

    private int convolution(Weight kernel, int block, int convolution, int in) {
        List<Integer> shape = kernel.shape();
        int out = shape.get(3);
        boolean first = convolution == 1;
        Weight bias = bias(kernel, out);
        if (shape.get(0) != 3 || shape.get(1) != 3 || shape.get(2) != in || bias == null || (!first && out != in)) {
            throw invalid(kernel + (bias == null ? " without a bias" : "") + ": expected [3, 3, " + in + ", "
                    + (first ? "any" : in) + "] with a bias");
        }
        String name = ParameterNames.conv(block, convolution);
        tensors.put(
                name + ".weight", new FloatTensor(new Shape(out, in, 3, 3), outputsFirst(kernel.values(), 9, in, out)));
        tensors.put(name + ".bias", new FloatTensor(new Shape(out), bias.values()));
        unused.remove(kernel);
        unused.remove(bias);
        return out;
    }

    /**
     * Takes the two dense layers of the head if there are no others. Returns the grid that the first layer reads, if it
     * is square.
     */
    private Optional<Grid> head(int channels) {
        List<Weight> dense =
                unused.stream().filter(weight -> weight.rank() == 2).toList();
        if (dense.size() != 2) {
            return Optional.empty();
        }
        int last = dense.get(1).shape().get(1) == 1 ? 1 : 0;
        Weight output = dense.get(last);
        Weight hidden = dense.get(1 - last);
        int inputs = hidden.shape().get(0);
        int units = hidden.shape().get(1);
        Weight hiddenBias = bias(hidden, units);
        Weight outputBias = bias(output, 1);
        if (!output.shape().equals(List.of(units, 1))
                || inputs % channels != 0
                || hiddenBias == null
                || outputBias == null) {
            return Optional.empty();
        }
        // Keras flattens as row, column, channel; this library as channel, row, column.
        float[] rows = outputsFirst(hidden.values(), inputs / channels, channels, units);
        tensors.put("head.hidden.weight", new FloatTensor(new Shape(units, inputs), rows));
        tensors.put("head.hidden.bias", new FloatTensor(new Shape(units), hiddenBias.values()));
        tensors.put("head.output.weight", new FloatTensor(new Shape(1, units), output.values()));
        tensors.put("head.output.bias", new FloatTensor(new Shape(1), outputBias.values()));
        unused.removeAll(List.of(hidden, hiddenBias, output, outputBias));
        return Grid.square(inputs, channels);
    }

    /**
     * Returns the bias of a layer, which is in the group of its kernel. If the group has several layers, the bias
     * follows the kernel.
     */
    private @Nullable Weight bias(Weight kernel, int outputs) {
        int position = unused.indexOf(kernel);
        Weight before = null;
        for (int i = 0; i < unused.size(); i++) {
            Weight weight = unused.get(i);
            if (weight.group().equals(kernel.group()) && weight.shape().equals(List.of(outputs))) {
                if (i > position) {
                    return weight;
                }
                before = weight;
            }
        }
        return before;
    }

    /** Transposes {@code [position, input, output]} to {@code [output, input, position]}. */
    private static float[] outputsFirst(float[] values, int positions, int inputs, int outputs) {
        float[] turned = new float[values.length];
        int next = 0;
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < inputs; i++) {
                for (int o = 0; o < outputs; o++) {
                    turned[(o * inputs + i) * positions + p] = values[next++];
                }
            }
        }
        return turned;
    }

    private static List<String> names(List<Weight> weights) {
        return weights.stream().map(Weight::toString).toList();
    }

    private TrainingException invalid(String why) {
        return new TrainingException(
                Code.CHECKPOINT_INVALID, path + " holds no twin and no VGG trunk of Keras: " + why);
    }
}
