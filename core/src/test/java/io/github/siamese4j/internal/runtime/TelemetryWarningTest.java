package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryWarningTest {

    @ParameterizedTest
    @CsvSource({
        "1.28.0, , false",
        "1.28.7, , false",
        "1.9.0, , false",
        "0.30.0, , false",
        "1.29.0, , true",
        "1.29.0, '', true",
        "1.29.0, 0, true",
        "1.29.0, 1, false",
        "1.100.0, , true",
        "1.29, , true",
        "2.0.0, , true",
        "1.30.0-dev, , true",
        "1.28.0-rc1, , false",
        "unknown, , true",
        "unknown, 1, false"
    })
    void warnsOfReleasesAfter1_28WithoutTheVariable(String version, String variable, boolean warns) {
        assertThat(Telemetry.warning(version, variable).isPresent()).isEqualTo(warns);
    }

    @Test
    void theWarningNamesTheVersionAndTheRemedy() {
        assertThat(Telemetry.warning("1.29.0", null).orElseThrow()).contains("1.29.0", "ORT_DISABLE_TELEMETRY=1");
    }

    @Test
    void thePinnedReleaseIsSilent() {
        assertThat(Telemetry.warning(OnnxRuntime.environment().getVersion(), null))
                .isEmpty();
    }
}
