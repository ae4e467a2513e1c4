package io.github.siamese4j.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.testing.GoldenImage;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers of all formats, read from byte arrays and from files. */
class EncodedImageTest {

    private static final Map<String, Format> FORMATS = Map.of(
            "jpg", Format.JPEG,
            "png", Format.PNG,
            "webp", Format.WEBP,
            "bmp", Format.BMP,
            "gif", Format.GIF,
            "tiff", Format.TIFF);

    @ParameterizedTest
    @MethodSource("io.github.siamese4j.testing.GoldenImage#all")
    void headersTellFormatAndSize(GoldenImage golden) {
        String name = golden.toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Bytes bytes = new Bytes(name, ByteBuffer.wrap(golden.bytes()));

        assertThat(bytes.format()).hasValue(FORMATS.getOrDefault(extension, Format.PNM));
        EncodedImage image = EncodedImage.open(bytes, GoldenImage.ALL_FORMATS);
        assertThat(image.width()).isEqualTo(golden.width());
        assertThat(image.height()).isEqualTo(golden.height());
        assertThat(image.isReducible()).isEqualTo(bytes.format().orElseThrow() == Format.JPEG);
    }

    @ParameterizedTest
    @MethodSource("io.github.siamese4j.testing.GoldenImage#all")
    void filesKeepTheFormatOfTheirBeginning(GoldenImage golden) {
        try (PointerScope scope = new PointerScope()) {
            assertThat(scope).isNotNull();
            Bytes bytes = FileBytes.read(golden.file(), GoldenImage.ALL_FORMATS);
            assertThat(bytes.size()).isEqualTo(golden.bytes().length);
            assertThat(bytes.format()).isEqualTo(new Bytes("", ByteBuffer.wrap(golden.bytes())).format());

            Mat rgb = EncodedImage.open(bytes, GoldenImage.ALL_FORMATS).decode(1);
            assertThat(rgb.cols()).isEqualTo(golden.width());
            assertThat(rgb.rows()).isEqualTo(golden.height());
            assertThat(rgb.channels()).isEqualTo(3);
        }
    }
}
