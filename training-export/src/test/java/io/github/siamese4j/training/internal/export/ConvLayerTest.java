package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.TrainingException;
import org.junit.jupiter.api.Test;

class ConvLayerTest {

    @Test
    void refusesWrongLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvLayer(3, 2, new float[53], new float[2]))
                .withMessage("convolution weights must have 54 values: 53");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvLayer(3, 0, new float[0], new float[0]))
                .withMessage("outputChannels must be at least 1: 0");
    }

    @Test
    void refusesWeightsThatAreNotFinite() {
        float[] bias = {0, Float.NaN};
        assertThatThrownBy(() -> new ConvLayer(1, 2, new float[18], bias))
                .isInstanceOfSatisfying(
                        TrainingException.class,
                        e -> assertThat(e.code()).isEqualTo(TrainingException.Code.WEIGHTS_NOT_FINITE))
                .hasMessageStartingWith("WEIGHTS_NOT_FINITE: convolution bias[1] is NaN");
    }
}
