package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.internal.network.FloatTensor;
import io.github.siamese4j.training.internal.network.TwinParameters;
import io.github.siamese4j.training.internal.network.TwinWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwinDescriptionTest {
    @Test
    void vgg16HasTheParametersOfTheOriginal() {
        TwinDescription network = TwinDescription.vgg16(105, 105, false, InputScaling.UNIT);
        assertThat(network.parameterCount()).isEqualTo(17_075_009);
        assertThat(network.embeddingDimension()).isEqualTo(4608);
        // Scale and shift replace the bias: one more parameter per channel.
        assertThat(TwinDescription.vgg16(105, 105, true, InputScaling.UNIT).parameterCount())
                .isEqualTo(17_075_009 + 4224);
        assertThat(TwinDescription.vgg16(56, 56, true, InputScaling.UNIT).embeddingDimension())
                .isEqualTo(512);
    }

    @Test
    void lightHasAboutAMillion() {
        assertThat(TwinDescription.light(105, 105, true, InputScaling.UNIT).parameterCount())
                .isBetween(900_000L, 1_100_000L);
    }

    @Test
    void refusesInputsThatPoolingWouldUseUp() {
        assertThatThrownBy(() -> TwinDescription.vgg16(31, 105, false, InputScaling.UNIT))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("31");
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        TwinDescription network = TwinDescription.light(32, 32, true, InputScaling.UNIT);
        Map<String, FloatTensor> missing = new LinkedHashMap<>(TwinParameters.initialize(network, 1));
        missing.remove("head.output.bias");
        assertThatThrownBy(() -> new TwinWeights(network, missing))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("head.output.bias");
    }
}
