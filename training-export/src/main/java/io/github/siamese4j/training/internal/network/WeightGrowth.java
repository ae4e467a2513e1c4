package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.TwinDescription.ConvBlock;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Copies a trained twin into a wider or deeper one, which then computes the same scores and has more parameters to
 * train (Chen, Goodfellow and Shlens 2016, Net2Net, arXiv:1511.05641).
 *
 * <p>The first channels of each layer take the source's kernels, with zero weights for the new channels. New channels
 * keep their random weights; zero weights in the head hide them from the score. A convolution that the source lacks
 * passes the first channels on unchanged: they are outputs of a ReLU, so another ReLU does not change them.
 */
final class WeightGrowth {
    private static final int TAPS = 9;
    private static final int CENTRE = 4;
    private static final String HIDDEN = ParameterNames.HEAD_HIDDEN;
    private static final String OUTPUT = ParameterNames.HEAD_OUTPUT;

    private final TwinDescription target;
    private final Map<String, FloatTensor> start;
    private final PartialWeights source;
    private final Map<String, FloatTensor> grown = new LinkedHashMap<>();

    private WeightGrowth(TwinDescription target, Map<String, FloatTensor> start, PartialWeights source) {
        this.target = target;
        this.start = start;
        this.source = source;
    }

    /**
     * Returns weights in the shapes of a larger network. Returns the source itself unless it is a whole twin with a
     * head and the same number of blocks, no block and not the head is larger than in the target, and one of them is
     * smaller. The normalizations of convolutions that the source lacks are missing; {@link WeightTransfer} creates
     * them.
     */
    static PartialWeights of(TwinDescription target, Map<String, FloatTensor> start, PartialWeights source) {
        return isSmaller(source, target) ? new WeightGrowth(target, start, source).grow() : source;
    }

    private static boolean isSmaller(PartialWeights source, TwinDescription target) {
        FloatTensor hidden = source.tensors().get(HIDDEN + ".weight");
        if (hidden == null || source.grid().isEmpty() || !target.hasHead()) {
            return false;
        }
        List<ConvBlock> blocks = source.blocks();
        boolean within =
                blocks.size() == target.blocks().size() && hidden.shape().get(0) <= target.headHidden();
        for (int b = 0; within && b < blocks.size(); b++) {
            ConvBlock wanted = target.blocks().get(b);
            within = blocks.get(b).channels() <= wanted.channels()
                    && blocks.get(b).convolutions() <= wanted.convolutions();
        }
        return within && (!blocks.equals(target.blocks()) || hidden.shape().get(0) < target.headHidden());
    }

    private PartialWeights grow() {
        List<ConvBlock> blocks = source.blocks();
        int newLayers = 0;
        int oldIn = TwinDescription.INPUT_CHANNELS;
        for (int b = 1; b <= blocks.size(); b++) {
            ConvBlock old = blocks.get(b - 1);
            for (int c = 1; c <= target.blocks().get(b - 1).convolutions(); c++) {
                boolean exists = c <= old.convolutions();
                convolution(b, c, oldIn, old.channels(), exists);
                newLayers += exists ? 0 : 1;
                oldIn = old.channels();
            }
        }
        head(oldIn);
        List<String> notes = new ArrayList<>(source.notes());
        notes.add("grown from a smaller network, " + blocks + ": new channels do not change the score at first, "
                + newLayers + " new convolutions pass their input on");
        Grid grid = new Grid(target.outputHeight(), target.outputWidth());
        return new PartialWeights(source.origin(), grown, Optional.of(grid), source.scaling(), notes);
    }

    private void convolution(int block, int number, int oldIn, int oldOut, boolean exists) {
        String conv = ParameterNames.conv(block, number);
        FloatTensor fresh = Objects.requireNonNull(start.get(conv + ".weight"));
        int in = (int) fresh.shape().get(1);
        float[] kernels = fresh.values().clone();
        float[] old = exists ? old(conv + ".weight").values() : identity(oldOut);
        for (int o = 0; o < oldOut; o++) {
            int row = o * in * TAPS;
            System.arraycopy(old, o * oldIn * TAPS, kernels, row, oldIn * TAPS);
            Arrays.fill(kernels, row + oldIn * TAPS, row + in * TAPS, 0);
        }
        grown.put(conv + ".weight", new FloatTensor(fresh.shape(), kernels));
        int out = (int) fresh.shape().get(0);
        if (!exists) {
            grown.put(conv + ".bias", padded(new float[oldOut], out, 0));
            return;
        }
        String norm = ParameterNames.norm(block, number);
        widen(conv + ".bias", out, 0);
        widen(norm + ".gamma", out, 1);
        widen(norm + ".beta", out, 0);
        widen(norm + ".mean", out, 0);
        widen(norm + ".variance", out, 1);
    }

    /** Returns kernels [n, n, 3, 3] that pass each channel on unchanged. */
    private static float[] identity(int channels) {
        float[] kernels = new float[channels * channels * TAPS];
        for (int i = 0; i < channels; i++) {
            kernels[(i * channels + i) * TAPS + CENTRE] = 1;
        }
        return kernels;
    }

    private void head(int oldChannels) {
        FloatTensor old =
                WeightTransfer.tiled(old(HIDDEN + ".weight"), source.grid().orElseThrow(), oldChannels, target);
        FloatTensor fresh = Objects.requireNonNull(start.get(HIDDEN + ".weight"));
        int oldLength = oldChannels * target.outputHeight() * target.outputWidth();
        int length = target.embeddingDimension();
        float[] rows = fresh.values().clone();
        for (int h = 0; h < old.shape().get(0); h++) {
            System.arraycopy(old.values(), h * oldLength, rows, h * length, oldLength);
            Arrays.fill(rows, h * length + oldLength, (h + 1) * length, 0);
        }
        grown.put(HIDDEN + ".weight", new FloatTensor(fresh.shape(), rows));
        widen(HIDDEN + ".bias", target.headHidden(), 0);
        float[] output = Arrays.copyOf(old(OUTPUT + ".weight").values(), target.headHidden());
        grown.put(OUTPUT + ".weight", new FloatTensor(new Shape(1, output.length), output));
        widen(OUTPUT + ".bias", 1, 0);
    }

    private FloatTensor old(String name) {
        return Objects.requireNonNull(source.tensors().get(name), name);
    }

    private void widen(String name, int length, float filling) {
        Optional.ofNullable(source.tensors().get(name))
                .ifPresent(old -> grown.put(name, padded(old.values(), length, filling)));
    }

    private static FloatTensor padded(float[] values, int length, float filling) {
        float[] longer = Arrays.copyOf(values, length);
        Arrays.fill(longer, values.length, length, filling);
        return new FloatTensor(new Shape(length), longer);
    }
}
