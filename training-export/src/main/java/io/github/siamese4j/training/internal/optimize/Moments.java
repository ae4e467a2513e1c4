package io.github.siamese4j.training.internal.optimize;

import ai.djl.ndarray.NDArray;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.ParameterSpec;
import io.github.siamese4j.training.internal.network.TwinParameters;
import java.util.Map;

/** Creates the moments of an optimizer: zeros for a new run, the saved values for a resumed run. */
final class Moments {
    private Moments() {}

    static NDArray restore(TwinParameters parameters, ParameterSpec spec, String name, Map<String, FloatTensor> saved) {
        if (saved.isEmpty()) {
            return parameters.manager().zeros(spec.shape());
        }
        FloatTensor value = saved.get(name);
        if (value == null || !value.shape().equals(spec.shape())) {
            throw new TrainingException(
                    Code.CHECKPOINT_INVALID,
                    "the optimizer state has no " + name + " of shape " + spec.shape()
                            + "; resume with the optimizer and network of the run");
        }
        return value.copyTo(parameters.manager());
    }
}
