package io.github.siamese4j.training.internal.export;

import static io.github.siamese4j.training.internal.export.WeightChecks.requirePositive;
import static io.github.siamese4j.training.internal.export.WeightChecks.requireValues;

import io.github.siamese4j.training.internal.network.ParameterNames;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.util.List;

/**
 * A fully connected layer without activation, {@code y = W·x + b}. Weights are {@code [outputs, inputs]}, row-major.
 * Arrays are not copied and must not change.
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of millions of weights per step would not fit
public record DenseLayer(int inputs, int outputs, float[] weights, float[] bias) {

    /** Checks lengths and values. */
    public DenseLayer {
        requirePositive("inputs", inputs);
        requirePositive("outputs", outputs);
        requireValues("dense weights", weights, (long) outputs * inputs);
        requireValues("dense bias", bias, outputs);
    }

    /** Returns a layer of a trained network. */
    static DenseLayer of(TwinWeights network, String name, int inputs, int outputs) {
        return new DenseLayer(
                inputs,
                outputs,
                network.tensor(name + ".weight").values(),
                network.tensor(name + ".bias").values());
    }

    /** Returns the layers of the head of a trained network; no layers with a metric. */
    static List<DenseLayer> head(TwinWeights network) {
        if (!network.network().hasHead()) {
            return List.of();
        }
        int hidden = network.network().headHidden();
        return List.of(
                of(network, ParameterNames.HEAD_HIDDEN, network.network().embeddingDimension(), hidden),
                of(network, ParameterNames.HEAD_OUTPUT, hidden, 1));
    }

    @Override
    public String toString() {
        return "DenseLayer[" + inputs + " → " + outputs + "]";
    }
}
