package io.github.siamese4j.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.siamese4j.Pixels;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** Compares with Pillow and OpenCV's formulas. {@code src/test/python/augment_golden.py} wrote the golden file. */
class AugmentGoldenTest {
    private static final JsonObject GOLDEN = golden();

    private static JsonObject golden() {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(AugmentGoldenTest.class.getResourceAsStream("/golden/augment.json")),
                StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void changesPixelsAsPillowDoes() {
        Set<ImageOperation> seen = EnumSet.noneOf(ImageOperation.class);
        for (JsonElement element : GOLDEN.getAsJsonArray("cases")) {
            JsonObject wanted = element.getAsJsonObject();
            ImageOperation operation =
                    ImageOperation.valueOf(wanted.get("operation").getAsString());
            double magnitude = wanted.get("magnitude").getAsDouble();
            MutablePixels raster = input(wanted);
            operation.apply(raster, magnitude);
            assertThat(largestDifference(raster.samples, pixels(wanted)))
                    .as("%s by %s of picture %s", operation, magnitude, wanted.get("input"))
                    .isLessThanOrEqualTo(1);
            seen.add(operation);
        }
        assertThat(seen).containsExactlyInAnyOrder(ImageOperation.values());
    }

    @Test
    void takesTheMagnitudesOfThePaper() {
        JsonObject magnitudes = GOLDEN.getAsJsonObject("magnitudes");
        JsonArray signed = GOLDEN.getAsJsonArray("signed");
        for (ImageOperation operation : ImageOperation.values()) {
            JsonArray levels = magnitudes.getAsJsonArray(operation.name());
            for (int level = 0; level < 10; level++) {
                assertThat(operation.magnitude(level))
                        .isCloseTo(levels.get(level).getAsDouble(), within(1e-9));
            }
            assertThat(operation.hasSign()).isEqualTo(signed.contains(new JsonPrimitive(operation.name())));
        }
    }

    @Test
    void movesColoursAsOpenCvsFormulasDo() {
        for (JsonElement element : GOLDEN.getAsJsonArray("colours")) {
            JsonObject wanted = element.getAsJsonObject();
            JsonArray factors = wanted.getAsJsonArray("factors");
            MutablePixels raster = input(wanted);
            byte[] result;
            try (PointerScope scope = new PointerScope()) {
                assertThat(scope).isNotNull();
                Pixels picture = raster.channels == 1
                        ? Pixels.ofGrey(raster.width, raster.height, raster.samples)
                        : Pixels.of(raster.width, raster.height, raster.samples);
                result = Distortion.bytes(JitterDistortion.recoloured(
                        Distortion.matrix(picture),
                        factors.get(0).getAsDouble(),
                        factors.get(1).getAsDouble(),
                        factors.get(2).getAsDouble()));
            }
            assertThat(largestDifference(result, pixels(wanted)))
                    .as("%s of picture %s", factors, wanted.get("input"))
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void treatsGreyAsThreeEqualChannels() {
        JsonObject grey = GOLDEN.getAsJsonArray("inputs").get(1).getAsJsonObject();
        for (ImageOperation operation : ImageOperation.values()) {
            MutablePixels one = raster(grey);
            MutablePixels three = new MutablePixels(one.width, one.height, 3, new byte[3 * one.samples.length]);
            for (int i = 0; i < three.samples.length; i++) {
                three.samples[i] = one.samples[i / 3];
            }
            operation.apply(one, operation.magnitude(7));
            operation.apply(three, operation.magnitude(7));
            for (int i = 0; i < three.samples.length; i++) {
                assertThat(three.samples[i]).as(operation.name()).isEqualTo(one.samples[i / 3]);
            }
        }
    }

    private static MutablePixels input(JsonObject wanted) {
        return raster(GOLDEN.getAsJsonArray("inputs")
                .get(wanted.get("input").getAsInt())
                .getAsJsonObject());
    }

    private static MutablePixels raster(JsonObject picture) {
        return new MutablePixels(
                picture.get("width").getAsInt(),
                picture.get("height").getAsInt(),
                picture.get("channels").getAsInt(),
                pixels(picture));
    }

    private static byte[] pixels(JsonObject picture) {
        return Base64.getDecoder().decode(picture.get("pixels").getAsString());
    }

    private static int largestDifference(byte[] one, byte[] other) {
        assertThat(one).hasSameSizeAs(other);
        int largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs((one[i] & 0xFF) - (other[i] & 0xFF)));
        }
        return largest;
    }
}
