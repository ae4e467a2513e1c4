package io.github.siamese4j.training.internal.network;

import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.training.TwinDescription;
import io.github.siamese4j.training.internal.network.PartialWeights.Grid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Initial weights taken from another network.
 *
 * @param tensors a tensor for each parameter of the new network
 * @param report taken, adapted, randomly initialized and unused weights, one sentence each
 * @param plainNorms names ({@link ParameterNames#norm}) of the batch normalizations that replace a bias. They are right
 *     at inference, but training changes their output until {@link BatchNormCalibration} has fitted them to images
 */
public record WeightTransfer(Map<String, FloatTensor> tensors, List<String> report, Set<String> plainNorms) {
    private static final String HEAD = ParameterNames.HEAD_HIDDEN + ".weight";
    private static final int NAMED = 3;

    /** Copies the list and the set. */
    public WeightTransfer {
        report = List.copyOf(report);
        plainNorms = Set.copyOf(plainNorms);
    }

    /**
     * Takes every weight whose name and shape match. Batch normalization that only the source has is folded into the
     * convolution. Batch normalization that only the target has is set to add the convolution's bias. The size of the
     * first layer of the head depends on the size of the image, so the layer is adapted: each position of the new trunk
     * output takes the weights of the nearest old position, scaled by the ratio of the numbers of positions. This keeps
     * the size of the logits.
     *
     * <p>A whole twin with the same number of blocks that is narrower or shallower than the target is taken completely:
     * its weights become a part of the target's, which computes the same scores at first (Net2Net, arXiv:1511.05641).
     *
     * @param start initial weights of the target
     */
    public static WeightTransfer of(TwinDescription target, Map<String, FloatTensor> start, PartialWeights given) {
        PartialWeights source = WeightGrowth.of(target, start, given);
        BatchNormTransfer adapted = BatchNormTransfer.of(source.tensors(), target);
        Map<String, FloatTensor> result = new LinkedHashMap<>(start);
        List<String> missing = new ArrayList<>();
        List<String> others = new ArrayList<>();
        List<String> report = new ArrayList<>();
        int taken = 0;
        for (ParameterSpec spec : ParameterSpec.of(target)) {
            FloatTensor other = adapted.tensors().remove(spec.name());
            if (other == null) {
                missing.add(spec.name());
            } else if (other.shape().equals(spec.shape())) {
                result.put(spec.name(), other);
                taken++;
            } else if (spec.name().equals(HEAD) && differsInGridOnly(other, source, target)) {
                result.put(HEAD, tiled(other, source.grid().get(), target.outputChannels(), target));
                report.add(HEAD + " adapted from " + other.shape() + " to " + spec.shape());
            } else {
                others.add(spec.name() + " " + other.shape() + " instead of " + spec.shape());
            }
        }
        report.add(0, taken + " of " + ParameterSpec.of(target).size() + " parameters taken from " + source.origin());
        if (!adapted.folded().isEmpty()) {
            report.add(adapted.folded().size() + " batch normalizations of the source folded into its convolutions");
        }
        if (!adapted.made().isEmpty()) {
            report.add(adapted.made().size() + " batch normalizations created from the biases of the source");
        }
        tell(report, missing, "not in the source, initialized randomly");
        tell(report, others, "of another shape, initialized randomly");
        tell(report, List.copyOf(adapted.tensors().keySet()), "only in the source, not used");
        scalingNote(source, target).ifPresent(report::add);
        report.addAll(source.notes());
        return new WeightTransfer(result, report, adapted.made());
    }

    /** Adds one sentence about the named parameters. */
    private static void tell(List<String> report, List<String> names, String what) {
        if (!names.isEmpty()) {
            String list = names.size() <= NAMED
                    ? String.join(", ", names)
                    : names.get(0) + ", " + names.get(1) + " … " + names.get(names.size() - 1);
            report.add(names.size() + " parameters " + what + ": " + list);
        }
    }

    private static Optional<String> scalingNote(PartialWeights source, TwinDescription target) {
        return source.scaling()
                .filter(scaling -> scaling != target.scaling())
                .map(scaling -> "the source was trained with scaling " + scaling + ", this network uses "
                        + target.scaling() + "; train with the scaling of the source, which its first layers expect");
    }

    private static boolean differsInGridOnly(FloatTensor head, PartialWeights source, TwinDescription target) {
        return source.grid()
                .map(grid -> (long) target.outputChannels() * grid.rows() * grid.columns())
                .filter(length -> head.shape().equals(new Shape(target.headHidden(), length)))
                .isPresent();
    }

    /** Returns the first layer of a head, [hidden, channels × rows × columns], for the positions of another network. */
    static FloatTensor tiled(FloatTensor old, Grid from, int channels, TwinDescription to) {
        int hidden = (int) old.shape().get(0);
        int oldArea = from.rows() * from.columns();
        int newArea = to.outputHeight() * to.outputWidth();
        float scale = (float) oldArea / newArea;
        float[] values = new float[hidden * channels * newArea];
        int next = 0;
        for (int row = 0; row < hidden * channels; row++) {
            for (int y = 0; y < to.outputHeight(); y++) {
                int oldY = y * from.rows() / to.outputHeight();
                for (int x = 0; x < to.outputWidth(); x++) {
                    int oldX = x * from.columns() / to.outputWidth();
                    values[next++] = scale * old.values()[row * oldArea + oldY * from.columns() + oldX];
                }
            }
        }
        return new FloatTensor(new Shape(hidden, (long) channels * newArea), values);
    }
}
