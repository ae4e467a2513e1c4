package io.github.siamese4j.training.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.TwinOutput;
import io.github.siamese4j.internal.graph.TwinAdapter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Splits the twins that {@code make_twins.py} wrote and compares the parts with the whole. */
class SplitTwinTest {

    private static final ModelSource TWINS =
            ModelSource.of(Path.of("../core/src/test/resources/golden/twins").toAbsolutePath());

    @ParameterizedTest
    @CsvSource({
        "subabs, SCORE, ",
        "half, SCORE, ",
        "cosine, COSINE, COSINE",
        "euclid, DISTANCE, ",
        "bytes, DISTANCE, ",
        "ordered, SCORE, ",
        "onebranch, LOGIT, ",
        "onebranch-fixed, LOGIT, "
    })
    void scoresLikeTheWholeTwin(String name, TwinOutput meaning, Metric metric) {
        OnnxOptions options =
                OnnxOptions.defaults().toBuilder().twinOutput(meaning).build();

        SplitTwin split =
                SplitTwin.of(TWINS, name + ".onnx", options, TwinAdapter.adapt(TWINS, name + ".onnx", options));

        assertThat(split.difference()).isLessThan(1e-5);
        assertThat(split.encoder().dimension()).isEqualTo(16);
        assertThat(split.encoder().batches()).isTrue();
        assertThat(split.scorer().batches()).isTrue();
        assertThat(split.metric()).isEqualTo(Optional.ofNullable(metric));
        assertThat(split.scorer().orderDifference() > 0).isEqualTo(name.equals("ordered"));
    }
}
