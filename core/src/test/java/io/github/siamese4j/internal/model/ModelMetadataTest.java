package io.github.siamese4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Metric;
import io.github.siamese4j.ModelException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMetadataTest {

    @Test
    void calibrationIsKept() {
        List<Calibration> calibrations = List.of(
                new Calibration.Platt(-7.25, 3.5),
                new Calibration.Isotonic(List.of(
                        new Calibration.Isotonic.Corner(0.25, 0), new Calibration.Isotonic.Corner(0.75, 0.9375))));
        for (Calibration calibration : calibrations) {
            ModelMetadata written = new ModelMetadata(
                    "id",
                    "name",
                    new ModelMetadata.Features(Optional.empty()),
                    Optional.of(Metric.COSINE),
                    0.5,
                    Optional.of(calibration));
            assertThat(read(written.entries())).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "platt 1 2", "isotonic 0.5:2", "bins 3"})
    void aCalibrationThatMeansNothingIsRefused(String text) {
        Map<String, String> entries = new ModelMetadata(
                        "id", "name", new ModelMetadata.Features(Optional.empty()), Optional.of(Metric.COSINE), 0.5)
                .entries();
        entries.put("siamese4j.calibration", text);
        assertThatThrownBy(() -> read(entries))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining("siamese4j.calibration")
                .hasMessageContaining("'" + text + "'");
    }

    private static ModelMetadata read(Map<String, String> entries) {
        return ModelMetadata.of(new OnnxFile("encoder.onnx", ByteBuffer.allocate(0), entries, 17));
    }
}
