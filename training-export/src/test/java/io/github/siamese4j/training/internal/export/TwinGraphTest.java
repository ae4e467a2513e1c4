package io.github.siamese4j.training.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.siamese4j.training.golden.FormulaTwin;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwinGraphTest {

    private final TwinGraph light = FormulaTwin.light();

    @Test
    void embeddingIsWhatFivePoolingsLeaveOfVgg16() {
        assertThat(FormulaTwin.vgg16().embeddingSize()).isEqualTo(4608);
        assertThat(light.embeddingSize()).isEqualTo(20 * 2 * 2);
    }

    @Test
    void refusesLayersThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(45, light.blocks().subList(1, 4), light.hidden()))
                .withMessage("ConvLayer[8 → 12] must read 3 channels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(48, light.blocks(), light.hidden()))
                .withMessage("hidden must read 20×3×2 values: DenseLayer[80 → 24]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(15, light.blocks(), light.hidden()))
                .withMessageContaining("15×33 is too small for 4 blocks");
        assertThatIllegalArgumentException().isThrownBy(() -> with(45, List.of(), light.hidden()));
        assertThatIllegalArgumentException().isThrownBy(() -> with(45, List.of(List.of()), light.hidden()));
    }

    private TwinGraph with(int height, List<List<ConvLayer>> blocks, DenseLayer hidden) {
        return new TwinGraph(height, light.width(), light.scaling(), blocks, hidden, light.output());
    }
}
