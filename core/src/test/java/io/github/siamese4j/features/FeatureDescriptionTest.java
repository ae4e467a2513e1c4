package io.github.siamese4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import io.github.siamese4j.features.FeatureDescription.Hog;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureDescriptionTest {

    private static final String DEFAULT_TEXT = "hog-glcm/1 size=128x128 fit=letterbox interpolation=bicubic"
            + " padding=#808080 hog.cell=16 hog.block=2 hog.bins=9 glcm.levels=32 glcm.distances=1+2+4+8"
            + " glcm.angles=0+45+90+135";

    /** Tables and models on disk contain this text, so it must never change. */
    @Test
    void theTextIsStable() {
        assertThat(FeatureDescription.defaults().text()).isEqualTo(DEFAULT_TEXT);
    }

    @Test
    void theDefaultGivesAboutTwoThousandNamedNumbers() {
        FeatureDescription description = FeatureDescription.defaults();
        assertThat(description.length()).isEqualTo(7 * 7 * 4 * 9 + 4 * 4 * 6).isEqualTo(1860);
        List<String> names = description.names();
        assertThat(names).hasSize(1860).startsWith("hog_x0_y0_cell0_bin0", "hog_x0_y0_cell0_bin1");
        assertThat(names.get(36 * 7 + 36 * 2 + 9 * 3 + 4)).isEqualTo("hog_x1_y2_cell3_bin4");
        assertThat(names.get(1764 + 6 * 5 + 4)).isEqualTo("glcm_correlation_d2_a45");
        assertThat(new HashSet<>(names)).hasSize(1860);
    }

    @Test
    void whatIsWrittenIsRead() {
        Preprocessing picture = new Preprocessing(40, 64, Fit.CENTER_CROP, Interpolation.AREA, 0x00FF7F);
        Optional<Hog> hog = Optional.of(new Hog(4, 3, 7));
        Optional<Glcm> glcm = Optional.of(new Glcm(256, List.of(39, 1), List.of(135)));
        for (FeatureDescription description : List.of(
                new FeatureDescription(picture, hog, glcm),
                new FeatureDescription(picture, hog, Optional.empty()),
                new FeatureDescription(picture, Optional.empty(), glcm),
                FeatureDescription.defaults())) {
            assertThat(FeatureDescription.parse(description.text())).isEqualTo(description);
            assertThat(description.text()).matches("[!-~ &&[^,\"]]+");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hog-glcm/2 size=128x128",
                "hog-glcm/1",
                "hog-glcm/1 size=128x128 fit=letterbox interpolation=bicubic padding=#808080",
                DEFAULT_TEXT + " ",
                DEFAULT_TEXT + " more=1",
                DEFAULT_TEXT + " hog.bins=9",
                " " + DEFAULT_TEXT,
                "hog-glcm/1 size=16x16 fit=LETTERBOX interpolation=bicubic padding=#808080 hog.cell=8 hog.block=1 "
                        + "hog.bins=9",
                "hog-glcm/1 size=16x16 fit=letterbox interpolation=bicubic padding=808080 hog.cell=8 hog.block=1 "
                        + "hog.bins=9",
                "hog-glcm/1 size=16x16 fit=letterbox interpolation=bicubic padding=#808080 hog.cell=8 hog.block=1",
                "hog-glcm/1 size=16x16 fit=letterbox interpolation=bicubic padding=#808080 hog.cell=-8 hog.block=1 "
                        + "hog.bins=9",
                "hog-glcm/1 size=16x16 fit=letterbox interpolation=bicubic padding=#808080 glcm.levels=8 "
                        + "glcm.distances=1,2 glcm.angles=0",
                "hog-glcm/1 size=16x16 fit=letterbox interpolation=bicubic padding=#808080 glcm.levels=8 "
                        + "glcm.distances= glcm.angles=0"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> FeatureDescription.parse(text));
    }

    @Test
    void rangesAreChecked() {
        refused(() -> new Hog(1, 2, 9), "cell must be in 2..256: 1");
        refused(() -> new Hog(8, 9, 9), "block must be in 1..8: 9");
        refused(() -> new Hog(8, 2, 37), "bins must be in 2..36: 37");
        refused(() -> new Glcm(257, List.of(1), List.of(0)), "levels must be in 2..256: 257");
        refused(() -> new Glcm(8, List.of(), List.of(0)), "number of distances must be in 1..16: 0");
        refused(() -> new Glcm(8, List.of(0), List.of(0)), "distance must be in 1..");
        refused(() -> new Glcm(8, List.of(1, 1), List.of(0)), "must differ");
        refused(() -> new Glcm(8, List.of(1), List.of(30)), "angles must be some of");
        refused(() -> new Glcm(8, List.of(1), List.of()), "angles must be some of");
        refused(() -> of(30, 32, new Hog(8, 2, 9), null), "width must be a multiple of a cell's 8");
        refused(() -> of(32, 8, new Hog(8, 2, 9), null), "hold a block of 16: 8");
        refused(() -> of(32, 9, null, new Glcm(8, List.of(9), List.of(0))), "sides of at least 9: 9");
        refused(() -> of(32, 32, null, null), "must not both be empty");
        refused(() -> of(4096, 4096, new Hog(4, 2, 9), null), "at most 100000 long");
    }

    private static FeatureDescription of(int width, int height, @Nullable Hog hog, @Nullable Glcm glcm) {
        return new FeatureDescription(
                Preprocessing.letterbox(width, height), Optional.ofNullable(hog), Optional.ofNullable(glcm));
    }

    private static void refused(Runnable making, String message) {
        assertThatIllegalArgumentException().isThrownBy(making::run).withMessageContaining(message);
    }
}
