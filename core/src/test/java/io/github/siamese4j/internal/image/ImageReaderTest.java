package io.github.siamese4j.internal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC4;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8SC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.Preprocessing.Interpolation;
import io.github.siamese4j.testing.GoldenImage;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in memory, extreme shapes, and the target of the pixels. */
class ImageReaderTest {

    private static final ImageLimits DEFAULTS = ImageLimits.defaults();
    private static final GoldenImage PICTURE = GoldenImage.named("rgb8.png");
    private static final GoldenImage TRANSLUCENT = GoldenImage.named("rgba8.png");

    @Test
    void aFileInAClosedFileSystemIsATypedError(@TempDir Path folder) throws IOException {
        Path inside;
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            inside = Files.write(zip.getPath("a.png"), PICTURE.bytes());
            assertThat(PICTURE.read(Image.of(inside), DEFAULTS)).isEqualTo(PICTURE.rgb());
        }
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> PICTURE.read(Image.of(inside), DEFAULTS))
                .withMessageContaining("file system is closed")
                .extracting(ImageException::code)
                .isEqualTo(ErrorCode.IMAGE_UNREADABLE);
    }

    @Test
    void writesBehindThePositionAndMovesIt() {
        ByteBuffer target =
                ByteBuffer.allocateDirect(7 + PICTURE.rgb().length + 3).position(7);
        new ImageReader(Preprocessing.letterbox(37, 23), DEFAULTS).read(Image.of(PICTURE.bytes()), target);

        assertThat(target.position()).isEqualTo(7 + PICTURE.rgb().length);
        byte[] all = new byte[target.capacity()];
        target.rewind().get(all);
        assertThat(Arrays.copyOf(all, 7)).containsOnly(0);
        assertThat(Arrays.copyOfRange(all, 7, all.length - 3)).isEqualTo(PICTURE.rgb());
        assertThat(Arrays.copyOfRange(all, all.length - 3, all.length)).containsOnly(0);
    }

    @Test
    void readsFilesAtTheirOwnShapeUpToASize(@TempDir Path folder) throws IOException {
        ImageReader reader = new ImageReader(Preprocessing.letterbox(4, 4), DEFAULTS);
        Path picture = Files.write(folder.resolve("rgb8.png"), PICTURE.bytes());

        Pixels whole = reader.readUnfitted(Image.of(picture), 23);
        assertThat(whole.width()).isEqualTo(37);
        assertThat(whole.height()).isEqualTo(23);
        assertThat(whole.rgb()).isEqualTo(PICTURE.rgb());
        Pixels smaller = reader.readUnfitted(Image.of(picture), 10);
        assertThat(smaller.width()).isEqualTo(16);
        assertThat(smaller.height()).isEqualTo(10);
        ByteBuffer stretched = ByteBuffer.allocateDirect(16 * 10 * 3);
        new ImageReader(Preprocessing.letterbox(16, 10).withFit(Fit.STRETCH), DEFAULTS)
                .read(Image.of(PICTURE.bytes()), stretched);
        assertThat(smaller.rgb()).isEqualTo(bytes(stretched));

        Path line = folder.resolve("line.png");
        ImageIO.write(new BufferedImage(4000, 20, BufferedImage.TYPE_INT_RGB), "png", line.toFile());
        Pixels bounded = reader.readUnfitted(Image.of(line), 100);
        assertThat(bounded.width()).isEqualTo(400);
        assertThat(bounded.height()).isEqualTo(2);
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> reader.readUnfitted(Image.of(folder.resolve("none.png")), 100))
                .withMessageContaining("none.png");
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] all = new byte[buffer.capacity()];
        buffer.rewind().get(all);
        return all;
    }

    @Test
    void refusesTargetsItCannotWriteTo() {
        ImageReader reader = new ImageReader(Preprocessing.letterbox(4, 4), DEFAULTS);
        Image image = Image.of(PICTURE.bytes());

        assertThatIllegalArgumentException().isThrownBy(() -> reader.read(image, ByteBuffer.allocate(48)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.read(image, ByteBuffer.allocateDirect(47)))
                .withMessageContaining("48 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> reader.read(image, ByteBuffer.allocateDirect(48).asReadOnlyBuffer()));
    }

    @Test
    void letterboxHasBarsOfThePaddingColour() {
        Preprocessing preprocessing = new Preprocessing(20, 20, Fit.LETTERBOX, Interpolation.NEAREST, 0x0A141E);
        byte[] pixels = GoldenImage.read(pnm(4, 2, 200), preprocessing, DEFAULTS);

        for (int y = 0; y < 20; y++) {
            byte[] row = Arrays.copyOfRange(pixels, y * 60, y * 60 + 60);
            if (y < 5 || y >= 15) {
                assertThat(row).startsWith(10, 20, 30, 10, 20, 30);
            } else {
                assertThat(row).containsOnly(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void extremeShapesKeepContent(Fit fit) {
        for (Interpolation interpolation : Interpolation.values()) {
            Preprocessing preprocessing = new Preprocessing(105, 105, fit, interpolation, 0);
            for (int[] size : new int[][] {{1, 1}, {1, 20_000}, {20_000, 1}, {2, 32_768}, {3, 1}}) {
                byte[] pixels = GoldenImage.read(pnm(size[0], size[1], 77), preprocessing, DEFAULTS);
                if (fit == Fit.LETTERBOX) {
                    assertThat(pixels).contains(77);
                    assertThat(pixels[(52 * 105 + 52) * 3]).isEqualTo((byte) 77);
                } else {
                    assertThat(pixels).containsOnly(77);
                }
            }
        }
    }

    /** Brightness rises by 1 every 40 pixels of the long side, so that it shows the place. */
    @Test
    void centreOfVeryLongPictures() {
        int length = 10_001;
        byte[] header = ("P5 " + length + " 10 255\n").getBytes(US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(header.length + length * 10).put(header);
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < length; x++) {
                file.put((byte) (x / 40));
            }
        }
        Preprocessing preprocessing = Preprocessing.letterbox(100, 100).withFit(Fit.CENTER_CROP);
        byte[] pixels = GoldenImage.read(Image.of(file.array()), preprocessing, DEFAULTS);

        // Ten pixels about the middle pixel 5000, where the brightness changes from 124 to 125.
        int steps = 0;
        for (int x = 0; x < 100; x++) {
            int grey = pixels[3 * x] & 0xFF;
            assertThat(grey).isBetween(124, 125);
            steps += grey == 124 ? 1 : 0;
        }
        assertThat(steps).isBetween(44, 46);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_4BYTE_ABGR_PRE, BufferedImage.TYPE_USHORT_565_RGB, BufferedImage.TYPE_USHORT_555_RGB,
                BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_BYTE_INDEXED
            })
    void bufferedImages(int type) {
        BufferedImage picture = new BufferedImage(37, 23, type);
        draw(PICTURE, picture);
        byte[] expected = new byte[37 * 23 * 3];
        for (int i = 0; i < 37 * 23; i++) {
            int rgb = picture.getRGB(i % 37, i / 37);
            expected[3 * i] = (byte) (rgb >> 16);
            expected[3 * i + 1] = (byte) (rgb >> 8);
            expected[3 * i + 2] = (byte) rgb;
        }

        assertThat(GoldenImage.largestDifference(PICTURE.read(Image.of(picture), DEFAULTS), expected))
                .isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_USHORT_GRAY
            })
    void partsOfBufferedImages(int type) {
        BufferedImage whole = new BufferedImage(37, 23, type);
        draw(PICTURE, whole);
        BufferedImage part = whole.getSubimage(5, 3, 20, 11);
        BufferedImage copy = new BufferedImage(20, 11, type);
        copy.getRaster().setPixels(0, 0, 20, 11, whole.getRaster().getPixels(5, 3, 20, 11, (int[]) null));
        Preprocessing preprocessing = Preprocessing.letterbox(20, 11);

        assertThat(GoldenImage.read(Image.of(part), preprocessing, DEFAULTS))
                .isEqualTo(GoldenImage.read(Image.of(copy), preprocessing, DEFAULTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE, BufferedImage.TYPE_4BYTE_ABGR})
    void transparentBufferedImagesLieOverWhite(int type) {
        BufferedImage picture = new BufferedImage(3, 1, type);
        picture.setRGB(0, 0, 0x00FF0000);
        picture.setRGB(1, 0, 0x80FF0000);
        picture.setRGB(2, 0, 0xFFFF0000);

        byte[] pixels = GoldenImage.read(Image.of(picture), Preprocessing.letterbox(3, 1), DEFAULTS);
        byte[] expected = {-1, -1, -1, -1, 127, 127, -1, 0, 0};
        assertThat(GoldenImage.largestDifference(pixels, expected)).isLessThanOrEqualTo(1);
    }

    @Test
    void greyBufferedImagesKeepTheirSamples() {
        byte[] expected = {0, 0, 0, 100, 100, 100, -1, -1, -1};
        Preprocessing preprocessing = Preprocessing.letterbox(3, 1);
        BufferedImage bytes = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        bytes.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});
        BufferedImage shorts = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        shorts.getRaster().setPixels(0, 0, 3, 1, new int[] {255, 100 * 256 + 255, 65_535});
        ComponentColorModel greyAlpha = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        WritableRaster raster = greyAlpha.createCompatibleWritableRaster(3, 1);
        raster.setPixels(0, 0, 3, 1, new int[] {0, 255, 100, 255, 50, 0});

        assertThat(GoldenImage.read(Image.of(bytes), preprocessing, DEFAULTS)).isEqualTo(expected);
        assertThat(GoldenImage.read(Image.of(shorts), preprocessing, DEFAULTS)).isEqualTo(expected);
        assertThat(GoldenImage.read(
                        Image.of(new BufferedImage(greyAlpha, raster, false, null)), preprocessing, DEFAULTS))
                .isEqualTo(expected);
    }

    @Test
    void matrices() {
        int[] types = {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16UC4};
        for (int type : types) {
            boolean deep = type == CV_16UC1 || type == CV_16UC3 || type == CV_16UC4;
            int unit = deep ? 256 : 1;
            try (Mat whole = new Mat(40, 50, type);
                    Rect middle = new Rect(6, 7, 9, 8);
                    Mat part = new Mat(whole, middle);
                    Scalar colour = new Scalar(30 * unit, 20 * unit, 10 * unit, 255 * unit)) {
                part.put(colour);
                byte[] pixels = GoldenImage.read(Image.of(part), Preprocessing.letterbox(9, 8), DEFAULTS);

                boolean grey = type == CV_8UC1 || type == CV_16UC1;
                byte[] expected = grey ? new byte[] {30, 30, 30} : new byte[] {10, 20, 30};
                for (int i = 0; i < pixels.length; i++) {
                    assertThat(pixels[i]).isEqualTo(expected[i % 3]);
                }
            }
        }
    }

    @Test
    void transparentMatricesLieOverWhite() {
        try (Scalar colour = new Scalar(0, 0, 200, 51);
                Mat pixels = new Mat(300, 2, CV_8UC4, colour)) {
            byte[] read = GoldenImage.read(Image.of(pixels), Preprocessing.letterbox(2, 300), DEFAULTS);
            assertThat(Arrays.copyOfRange(read, read.length - 3, read.length))
                    .containsExactly((byte) 244, (byte) 204, (byte) 204);
        }
    }

    @Test
    void matricesThatAreNoPictures() {
        for (int type : new int[] {CV_32FC3, CV_8UC2, CV_8SC1}) {
            try (Mat pixels = new Mat(4, 4, type)) {
                assertThat(refusal(pixels))
                        .hasMessageContaining("CV_8U or CV_16U")
                        .extracting(ImageException::code)
                        .isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
            }
        }
        try (Mat empty = new Mat()) {
            assertThat(refusal(empty).code()).isEqualTo(ErrorCode.IMAGE_INVALID);
        }
        Mat closed = new Mat(4, 4, CV_8UC1);
        closed.close();
        assertThat(refusal(closed).code()).isEqualTo(ErrorCode.IMAGE_INVALID);
    }

    @Test
    void whatIsPassedInStaysAsItWas() {
        try (Scalar colour = new Scalar(1, 2, 3, 0);
                Mat pixels = new Mat(5, 5, CV_8UC3, colour)) {
            GoldenImage.read(Image.of(pixels), Preprocessing.letterbox(5, 5), DEFAULTS);
            assertThat(pixels.isNull()).isFalse();
            assertThat(pixels.data().get(0)).isEqualTo((byte) 1);
        }
        byte[] bytes = TRANSLUCENT.bytes();
        TRANSLUCENT.read(Image.of(bytes), DEFAULTS);
        assertThat(bytes).isEqualTo(TRANSLUCENT.bytes());
    }

    private static ImageException refusal(Mat pixels) {
        ImageReader reader = new ImageReader(Preprocessing.letterbox(4, 4), DEFAULTS);
        return assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> reader.read(Image.of(pixels), ByteBuffer.allocateDirect(48)))
                .actual();
    }

    private static Image pnm(int width, int height, int grey) {
        byte[] header = ("P5 " + width + ' ' + height + " 255\n").getBytes(US_ASCII);
        byte[] file = Arrays.copyOf(header, header.length + width * height);
        Arrays.fill(file, header.length, file.length, (byte) grey);
        return Image.of(file);
    }

    private static void draw(GoldenImage golden, BufferedImage picture) {
        byte[] rgb = golden.rgb();
        for (int i = 0; i < golden.width() * golden.height(); i++) {
            int colour = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
            picture.setRGB(i % golden.width(), i / golden.width(), 0xFF000000 | colour);
        }
    }
}
