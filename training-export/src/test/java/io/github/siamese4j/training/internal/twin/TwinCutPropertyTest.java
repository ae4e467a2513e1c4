package io.github.siamese4j.training.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.graph.TwinAdapter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cuts random twins. */
class TwinCutPropertyTest {

    private static final int TWINS = 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aTwinWithSharedWeightsIsCutAfterItsTrunkAndScoresAsBefore(long seed) {
        for (int i = 0; i < TWINS; i++) {
            RandomTwin twin = new RandomTwin(seed * 1000 + i, 0);
            ModelProto model = twin.build();
            String description = "seed " + (seed * 1000 + i) + ", head " + twin.head;

            TwinCut cut = TwinCut.find(model);

            assertThat(cut.place()).as(description).startsWith("a" + twin.layers + "_");
            assertThat(multiplications(cut.encoder())).as(description).isEqualTo(twin.layers);
            ModelSource source = ModelSource.of(Map.of("twin.onnx", model.toByteArray()));
            OnnxOptions options = OnnxOptions.defaults().toBuilder()
                    .twinOutput(TwinOutput.LOGIT)
                    .build();
            SplitTwin split =
                    SplitTwin.of(source, "twin.onnx", options, TwinAdapter.adapt(source, "twin.onnx", options));
            assertThat(split.difference()).as(description).isLessThan(1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aTwinIsCutBeforeTheFirstLayerThatIsNotShared(long seed) {
        for (int i = 0; i < TWINS; i++) {
            RandomTwin twin = new RandomTwin(seed * 1000 + i, 1 + i);
            ModelProto model = twin.build();
            String description = "seed " + (seed * 1000 + i) + ", layer " + twin.unshared();
            if (twin.unshared() == 1) {
                assertThatThrownBy(() -> TwinCut.find(model))
                        .as(description)
                        .hasMessageContaining("NOT_SPLITTABLE")
                        .hasMessageContaining("b1_weights");
            } else {
                TwinCut cut = TwinCut.find(model);
                assertThat(multiplications(cut.encoder())).as(description).isEqualTo(twin.unshared() - 1L);
            }
        }
    }

    private static long multiplications(ModelProto model) {
        return model.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals("MatMul"))
                .count();
    }
}
