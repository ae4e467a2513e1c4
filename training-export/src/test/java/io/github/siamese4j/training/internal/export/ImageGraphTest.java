package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.siamese4j.internal.runtime.OnnxRuntime;
import io.github.siamese4j.training.golden.FormulaTwin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageGraphTest {

    private final ImageGraph light = FormulaTwin.light();

    @Test
    void embeddingIsWhatFivePoolingsLeaveOfVgg16() {
        assertThat(FormulaTwin.vgg16().dimension()).isEqualTo(4608);
        assertThat(light.dimension()).isEqualTo(20 * 2 * 2);
    }

    @Test
    void refusesLayersThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        with(45, light.blocks().subList(1, 4), light.head().get(0)))
                .withMessage("ConvLayer[8 → 12] must read 3 channels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(48, light.blocks(), light.head().get(0)))
                .withMessage("DenseLayer[80 → 24] must read 120 values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(15, light.blocks(), light.head().get(0)))
                .withMessageContaining("15×33 is too small for 4 blocks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(45, List.of(), light.head().get(0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(45, List.of(List.of()), light.head().get(0)));
    }

    @Test
    void refusesMoreSamplesThanABufferHolds() {
        // As an int the product would be 1,010,065,408.
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> ImageGraph.tensor(OnnxRuntime.environment(), new byte[2][0], 40_000, 40_000));
    }

    private ImageGraph with(int height, List<List<ConvLayer>> blocks, DenseLayer hidden) {
        return new ImageGraph(
                height,
                light.width(),
                light.scaling(),
                blocks,
                Optional.empty(),
                List.of(hidden, light.head().get(1)));
    }
}
