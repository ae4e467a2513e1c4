package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.siamese4j.training.internal.config.ConfigJson;
import io.github.siamese4j.training.internal.json.Json;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    @Test
    void comesBackFromJson() {
        for (Augmentation augmentation : new Augmentation[] {
            Augmentation.none(),
            Augmentation.of(AffineAugmentation.standard(255).withStrokes(0.25)),
            Augmentation.of(CropAugmentation.standard()),
            Augmentation.of(JitterAugmentation.standard())
        }) {
            assertThat(ConfigJson.part(Json.tree(augmentation), Augmentation.class))
                    .isEqualTo(augmentation);
        }
        assertThat(Json.tree(Augmentation.of(CropAugmentation.standard())).toString())
                .startsWith("{\"crop\":{\"minArea\":0.25");
    }

    @Test
    void readsTheFormFromBeforeThereWereFamilies() {
        String json = "{\"rotationDegrees\":12.0,\"minScale\":0.8,\"maxScale\":1.2,\"shear\":0.25,\"shift\":0.05,"
                + "\"fill\":255}";
        JsonObject flat = Json.parse("{\"data\": \"d\", \"run\": \"r\"}");
        flat.add("augmentation", Json.parse(json));
        assertThat(ConfigJson.config(flat).data().augmentation())
                .isEqualTo(Augmentation.of(AffineAugmentation.standard(255)));
        assertThat(ConfigJson.part(Json.parse(json), AffineAugmentation.class))
                .isEqualTo(AffineAugmentation.standard(255));
    }

    @Test
    void knowsWhenNothingIsDrawnAndHowLargePicturesAreKept() {
        assertThat(Augmentation.none().isNone()).isTrue();
        assertThat(Augmentation.of(AffineAugmentation.none()).isNone()).isTrue();
        assertThat(Augmentation.of(AffineAugmentation.none().withStrokes(0.1)).isNone())
                .isFalse();
        assertThat(Augmentation.of(CropAugmentation.standard()).isNone()).isFalse();
        assertThat(Augmentation.of(AffineAugmentation.standard(0)).detail()).isZero();
        assertThat(Augmentation.of(CropAugmentation.standard()).detail()).isEqualTo(2);
        assertThat(Augmentation.of(JitterAugmentation.standard()).detail()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        refuses(() -> new Augmentation(AffineAugmentation.none(), CropAugmentation.standard(), null));
        refuses(() -> AffineAugmentation.none().withStrokes(1.1));
        refuses(() -> new CropAugmentation(0, 1, 1, 1, 0, true, 2));
        refuses(() -> new CropAugmentation(0.5, 1.1, 1, 1, 0, true, 2));
        refuses(() -> new CropAugmentation(0.5, 1, 1, 0.9, 0, true, 2));
        refuses(() -> new CropAugmentation(0.5, 1, 1, 1, 0, true, Double.NaN));
        refuses(() -> new JitterAugmentation(1, 1, 1, 0, 0, 0, 0, 0, 0, 1));
        refuses(() -> new JitterAugmentation(0, 1, 1, 0, 0, 256, 0, 0, 0, 1));
        refuses(() -> new JitterAugmentation(0, 1, 1, 0, 0, 0, 0, -1, 0, 1));
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(TrainingException.class).hasMessageContaining("CONFIG_INVALID");
    }
}
