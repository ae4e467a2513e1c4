package io.github.siamese4j.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.testing.GoldenImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoded images that are refused, and similar ones that are not. */
@Timeout(30)
class EncodedRefusalTest {

    private static final Preprocessing SMALL = Preprocessing.letterbox(16, 16);
    private static final ImageLimits DEFAULTS = ImageLimits.defaults();
    private static final ImageLimits LENIENT = new ImageLimits(50_000_000, 32 << 20, 32_768, DEFAULTS.formats(), true);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "\u00FF\u00D8",
                "BM is how this text begins, and it is no bitmap",
                "P6 of the plan: no numbers",
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
                "<!DOCTYPE html><html><body>404</body></html>",
                "%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n1 0 obj",
                "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9",
                "\0\0\0 ftypavif\0\0\0\0avifmif1miafMA1B",
                "RIFF$\0\0\0WAVEfmt \u0010\0\0\0"
            })
    void whatIsNoPicture(String text) throws IOException {
        Path named = Files.write(directory.resolve("picture.png"), text.getBytes(ISO_8859_1));

        assertThat(refusal(Image.of(text.getBytes(ISO_8859_1)), DEFAULTS).code())
                .isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
        assertThat(refusal(Image.of(named), DEFAULTS))
                .hasMessageContaining("picture.png")
                .extracting(ImageException::code)
                .isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
    }

    @Test
    void formatsNotAskedFor() {
        assertThat(refusal(Image.of(GoldenImage.named("rgb.tiff").file()), DEFAULTS))
                .hasMessageContaining("TIFF is not among the formats JPEG, PNG, WEBP, BMP, GIF, PNM")
                .extracting(ImageException::code)
                .isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
    }

    @Test
    void contentDecidesNotTheName() throws IOException {
        GoldenImage golden = GoldenImage.named("rgb8.png");
        Path misnamed = Files.copy(golden.file(), directory.resolve("picture.jpg"));

        assertThat(golden.read(Image.of(misnamed), DEFAULTS)).isEqualTo(golden.rgb());
    }

    @Test
    void whatFollowsThePictureDoesNotMatter() {
        for (GoldenImage golden : GoldenImage.all()) {
            byte[] bytes = golden.bytes();
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1000);
            Arrays.fill(longer, bytes.length, longer.length, (byte) 'x');
            assertThat(golden.read(Image.of(longer), GoldenImage.ALL_FORMATS))
                    .as(golden.toString())
                    .isEqualTo(golden.read(Image.of(bytes), GoldenImage.ALL_FORMATS));
        }
    }

    @Test
    void headerBombs() {
        byte[] jpeg = GoldenImage.named("rgb-444.jpg").bytes();
        int frame = new String(jpeg, ISO_8859_1).indexOf("\u00FF\u00C0");
        assertTooLarge(with(jpeg, frame + 5, 0xFF, 0xFF, 0xFF, 0xFF));
        assertTooLarge(with(GoldenImage.named("rgb8.png").bytes(), 16, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF));
        assertTooLarge(with(GoldenImage.named("palette.gif").bytes(), 6, 0xFF, 0xFF, 0xFF, 0xFF));
        assertTooLarge(with(GoldenImage.named("rgb.bmp").bytes(), 18, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F));
        assertTooLarge(with(GoldenImage.named("lossy-alpha.webp").bytes(), 24, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF));
        assertTooLarge("P5 65535 65535 255\n".getBytes(ISO_8859_1));
        assertTooLarge("P5 2147483647 2147483647 255\n".getBytes(ISO_8859_1));
    }

    @Test
    void metadataIsNotUnpacked() throws IOException {
        GoldenImage golden = GoldenImage.named("rgb8.png");
        byte[] zeros = deflated(300_000_000);
        for (String type : new String[] {"iCCP", "zTXt", "iTXt"}) {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            data.write("name\0".getBytes(ISO_8859_1));
            data.write(type.equals("iTXt") ? new byte[] {1, 0, 0, 0} : new byte[] {0});
            data.write(zeros);
            byte[] bomb = withChunk(golden.bytes(), type, data.toByteArray());

            assertThat(golden.read(Image.of(bomb), DEFAULTS)).isEqualTo(golden.rgb());
        }
    }

    @Test
    void checksumsOfPngAreChecked() {
        byte[] bytes = GoldenImage.named("rgb8.png").bytes();
        bytes[bytes.length / 2] ^= 1;

        assertThat(refusal(Image.of(bytes), DEFAULTS).code()).isEqualTo(ErrorCode.IMAGE_INVALID);
    }

    @Test
    void largeFilesAreNotRead() throws IOException {
        Path large = directory.resolve("large.png");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(1L << 40);
        } catch (IOException e) {
            assumeTrue(false, "a file system without sparse files");
        }

        assertThat(refusal(Image.of(large), DEFAULTS)).hasMessageContaining("raise ImageLimits");
        assertThat(refusal(Image.of(large), DEFAULTS).code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE);
    }

    @Test
    void limitsHoldForBytesPixelsAndSides() {
        byte[] bytes = GoldenImage.named("rgb8.png").bytes();
        int side = 37;
        long pixels = 37 * 23;

        assertThat(read(bytes, limits(pixels, bytes.length, side))).isNotEmpty();
        assertTooLarge(bytes, limits(pixels - 1, bytes.length, side));
        assertTooLarge(bytes, limits(pixels, bytes.length - 1, side));
        assertTooLarge(bytes, limits(pixels, bytes.length, side - 1));
    }

    @Test
    void whatIsNoFile() throws IOException, InterruptedException {
        assertThat(refusal(Image.of(directory), DEFAULTS)).hasMessageContaining("it is a directory");
        assertThat(refusal(Image.of(directory.resolve("missing.png")), DEFAULTS))
                .hasMessageContaining("no such file");

        Path pipe = directory.resolve("pipe");
        Process process = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0, "a system without pipes");
        assertThat(refusal(Image.of(pipe), DEFAULTS)).hasMessageContaining("it is a pipe");
        assertThat(refusal(Image.of(pipe), DEFAULTS).code()).isEqualTo(ErrorCode.IMAGE_UNREADABLE);
    }

    @Test
    void interruptedThreadsStayInterrupted() {
        ImageReader reader = new ImageReader(SMALL, DEFAULTS);
        Image image = Image.of(GoldenImage.named("rgb8.png").file());
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(InferenceException.class)
                    .isThrownBy(() -> reader.read(image, ByteBuffer.allocateDirect(16 * 16 * 3)))
                    .extracting(InferenceException::code)
                    .isEqualTo(ErrorCode.INTERRUPTED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void ofManyFramesOnlyTheFirstIsRead() throws IOException {
        GoldenImage golden = GoldenImage.named("animated.gif");
        byte[] bytes = golden.bytes();
        int last = new String(bytes, ISO_8859_1).lastIndexOf("!\u00F9\u0004");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(bytes, 0, last);
        for (int i = 0; i < 10_000; i++) {
            many.write(bytes, last, bytes.length - 1 - last);
        }
        many.write(0x3B);

        assertThat(golden.read(Image.of(many.toByteArray()), DEFAULTS)).isEqualTo(golden.rgb());
    }

    @Test
    void truncatedJpegIsReadIfAskedFor() {
        GoldenImage golden = GoldenImage.named("rgb-444.jpg");
        byte[] bytes = golden.bytes();
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 200);
        assertThat(refusal(Image.of(cut), DEFAULTS)).hasMessageContaining("allow lenient decoding with ImageLimits");
        byte[] firstRows = Arrays.copyOf(golden.read(Image.of(cut), LENIENT), 37 * 8 * 3);
        assertThat(firstRows).isEqualTo(Arrays.copyOf(golden.rgb(), firstRows.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grey.jpg",
                "rgb-420.jpg",
                "rgb-422.jpg",
                "rgb-444.jpg",
                "restart.jpg",
                "orientation6.jpg",
                "progressive.jpg"
            })
    void halfAJpegWithAnEndMarkerIsTruncated(String name) {
        GoldenImage golden = GoldenImage.named(name);
        byte[] whole = golden.bytes();
        int scan = new String(whole, ISO_8859_1).indexOf("\u00FF\u00DA") + 14;
        int end = name.startsWith("progressive")
                ? new String(whole, ISO_8859_1).indexOf("\u00FF", scan)
                : whole.length - 2;
        byte[] half = Arrays.copyOf(whole, (scan + end) / 2 + 2);
        half[half.length - 2] = (byte) 0xFF;
        half[half.length - 1] = (byte) 0xD9;

        assertThat(refusal(Image.of(half), DEFAULTS))
                .hasMessageContaining("inside its image data")
                .extracting(ImageException::code)
                .isEqualTo(ErrorCode.IMAGE_TRUNCATED);
        assertThat(golden.read(Image.of(half), LENIENT)).hasSameSizeAs(golden.rgb());
    }

    @Test
    void aJpegThatEndsInGreyIsComplete() throws IOException {
        BufferedImage image = new BufferedImage(70, 50, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 50; y++) {
            for (int x = 0; x < 70; x++) {
                image.setRGB(x, y, x < 20 ? 0xC00000 + 77 * x * y : 0x808080);
            }
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", jpeg);
        byte[] pixels = read(jpeg.toByteArray(), DEFAULTS);
        assertThat(Arrays.copyOfRange(pixels, pixels.length / 2 - 3, pixels.length / 2))
                .containsOnly(128);
    }

    @Test
    void runsOfABitmapStayInTheirRow() {
        byte[] rows = {4, 1, 0, 0, 4, 2, 0, 0, 0, 1};
        assertThat(read(bitmap(rows), DEFAULTS)).isNotEmpty();
        for (byte[] damaged : new byte[][] {
            {5, 1, 0, 0, 4, 2, 0, 0, 0, 1},
            {2, 1, 0, 3, 1, 1, 1, 0, 0, 0, 4, 2, 0, 0, 0, 1},
            {4, 1, 0, 0, 4, 2, 0, 0, 4, 3, 0, 0, 0, 1},
            {0, 2, 5, 0, 1, 1, 0, 1}
        }) {
            assertThat(refusal(Image.of(bitmap(damaged)), DEFAULTS))
                    .hasMessageContaining("passes the edge")
                    .extracting(ImageException::code)
                    .isEqualTo(ErrorCode.IMAGE_INVALID);
        }
    }

    /** Returns a bitmap of 4×2 pixels, compressed as RLE8, with a grey palette. */
    private static byte[] bitmap(byte[] runs) {
        ByteBuffer file = ByteBuffer.allocate(54 + 1024 + runs.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(54 + 1024);
        file.putInt(40)
                .putInt(4)
                .putInt(2)
                .putShort((short) 1)
                .putShort((short) 8)
                .putInt(1);
        for (int i = 0; i < 256; i++) {
            file.putInt(54 + 4 * i, i * 0x010101);
        }
        return file.position(54 + 1024).put(runs).array();
    }

    @Test
    void anAlphaChannelOfZerosIsOpaque() {
        byte[] opaque = {10, 20, 30, 40, 50, 60};
        byte[] white = {(byte) 255, (byte) 255, (byte) 255};
        Preprocessing unscaled = Preprocessing.letterbox(2, 1);
        assertThat(GoldenImage.read(Image.of(withAlpha(0, 0)), unscaled, DEFAULTS))
                .isEqualTo(opaque);
        byte[] oneVisible = GoldenImage.read(Image.of(withAlpha(0, 255)), unscaled, DEFAULTS);
        assertThat(Arrays.copyOf(oneVisible, 3)).isEqualTo(white);
        assertThat(Arrays.copyOfRange(oneVisible, 3, 6)).isEqualTo(Arrays.copyOfRange(opaque, 3, 6));
    }

    /** Returns a bitmap of two pixels of 32 bits with masks. */
    private static byte[] withAlpha(int first, int second) {
        ByteBuffer file = ByteBuffer.allocate(14 + 56 + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(14 + 56);
        file.putInt(56)
                .putInt(2)
                .putInt(1)
                .putShort((short) 1)
                .putShort((short) 32)
                .putInt(3);
        file.position(54).putInt(0xFF0000).putInt(0xFF00).putInt(0xFF).putInt(0xFF000000);
        return file.putInt(first << 24 | 0x0A141E)
                .putInt(second << 24 | 0x28323C)
                .array();
    }

    @Test
    void impossibleMasksOfABitmapAreRefused() {
        byte[] bytes = GoldenImage.named("rgb565.bmp").bytes();
        for (int mask : new int[] {0, 0x0F0F, 0x10000}) {
            byte[] damaged = with(bytes.clone(), 54, mask & 255, mask >> 8 & 255, mask >> 16, 0);
            assertThat(refusal(Image.of(damaged), DEFAULTS).code()).isEqualTo(ErrorCode.IMAGE_INVALID);
        }
    }

    @Test
    void aChecksumOfAPngChunkThatIsNotUsedDoesNotMatter() {
        GoldenImage golden = GoldenImage.named("rgb8.png");
        byte[] bytes = withChunk(golden.bytes(), "tEXt", "Author\0nobody".getBytes(ISO_8859_1));
        bytes[8 + 12 + 13 + 12] ^= 1;

        assertThat(golden.read(Image.of(bytes), DEFAULTS)).isEqualTo(golden.rgb());
    }

    @Test
    void orientationOfTypeLongIsApplied() {
        GoldenImage golden = GoldenImage.named("orientation6.jpg");
        byte[] bytes = golden.bytes();
        String text = new String(bytes, ISO_8859_1);
        int little = text.indexOf("\u0012\u0001\u0003\0");
        int big = text.indexOf("\u0001\u0012\0\u0003");
        byte[] changed = little >= 0 ? with(bytes, little + 2, 4) : with(bytes, big + 3, 4, 0, 0, 0, 1, 0, 0, 0, 6);

        assertThat(golden.read(Image.of(changed), DEFAULTS)).isEqualTo(golden.rgb());
    }

    private static void assertTooLarge(byte[] bytes) {
        assertTooLarge(bytes, DEFAULTS);
    }

    private static void assertTooLarge(byte[] bytes, ImageLimits limits) {
        assertThat(refusal(Image.of(bytes), limits).code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE);
    }

    private static byte[] read(byte[] bytes, ImageLimits limits) {
        return GoldenImage.read(Image.of(bytes), SMALL, limits);
    }

    private static ImageException refusal(Image image, ImageLimits limits) {
        ByteBuffer target = ByteBuffer.allocateDirect(16 * 16 * 3 + 5).position(5);
        ImageReader reader = new ImageReader(SMALL, limits);
        ImageException refusal = assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> reader.read(image, target))
                .actual();
        assertThat(target.position()).isEqualTo(5);
        return refusal;
    }

    private static ImageLimits limits(long pixels, long bytes, int side) {
        return new ImageLimits(pixels, bytes, side, DEFAULTS.formats(), false);
    }

    private static byte[] with(byte[] bytes, int at, int... values) {
        for (int i = 0; i < values.length; i++) {
            bytes[at + i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] deflated(int zeros) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
            byte[] block = new byte[1 << 16];
            for (int written = 0; written < zeros; written += block.length) {
                out.write(block);
            }
        }
        return bytes.toByteArray();
    }

    /** Inserts a chunk behind the header chunk. */
    private static byte[] withChunk(byte[] png, String type, byte[] data) {
        int at = 8 + 12 + 13;
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(ISO_8859_1));
        crc.update(data);
        return ByteBuffer.allocate(png.length + 12 + data.length)
                .put(png, 0, at)
                .putInt(data.length)
                .put(type.getBytes(ISO_8859_1))
                .put(data)
                .putInt((int) crc.getValue())
                .put(png, at, png.length - at)
                .array();
    }
}
