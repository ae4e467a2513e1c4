package io.github.siamese4j.internal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.SiameseException;
import io.github.siamese4j.testing.GoldenImage;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Images from streams and buffers. */
class StreamImageTest {

    private static final ImageLimits DEFAULTS = ImageLimits.defaults();
    private static final GoldenImage PICTURE = GoldenImage.named("rgb8.png");

    /** Counts bytes and calls of close; fails with an exception, if there is one, after the bytes. */
    private static class Counting extends FilterInputStream {

        private int bytes;
        private int closed;
        private final Exception failure;

        Counting(byte[] content, Exception failure) {
            super(new ByteArrayInputStream(content));
            this.failure = failure;
        }

        int served() {
            return bytes;
        }

        static Counting of(byte[] content) {
            return new Counting(content, new IllegalStateException("never thrown"));
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            // A few bytes at a time, as a network delivers them.
            int read = super.read(to, at, Math.min(length, 1000));
            if (read < 0 && failure instanceof IOException io) {
                throw io;
            }
            if (read < 0 && failure instanceof UncheckedIOException unchecked) {
                throw unchecked;
            }
            bytes += Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            closed++;
            super.close();
        }
    }

    @Test
    void everyFormatIsReadAsFromBytes() {
        for (GoldenImage golden : GoldenImage.all()) {
            byte[] expected = golden.read(Image.of(golden.bytes()), GoldenImage.ALL_FORMATS);
            Counting stream = Counting.of(golden.bytes());
            for (Image image : List.of(
                    Image.of(stream),
                    Image.of(() -> Counting.of(golden.bytes())),
                    Image.of(ByteBuffer.wrap(golden.bytes())))) {
                assertThat(golden.read(image, GoldenImage.ALL_FORMATS))
                        .as("%s from %s", golden.file(), image)
                        .isEqualTo(expected);
            }
            assertThat(stream.closed).isZero();
        }
    }

    @Test
    void longStreamsAreReadWhole() {
        byte[] raw = new byte[500 * 400];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (i * 31 / 8);
        }
        byte[] header = "P5 500 400 255\n".getBytes(US_ASCII);
        byte[] file = Arrays.copyOf(header, header.length + raw.length);
        System.arraycopy(raw, 0, file, header.length, raw.length);
        Preprocessing unscaled = Preprocessing.letterbox(500, 400);
        byte[] rgb = GoldenImage.read(Image.of(Counting.of(file)), unscaled, DEFAULTS);
        for (int i = 0; i < raw.length; i++) {
            assertThat(rgb[3 * i]).isEqualTo(raw[i]);
        }
    }

    @Test
    void nothingIsReadBeforeThePixelsAreNeeded() {
        Counting stream = Counting.of(PICTURE.bytes());
        Image image = Image.of(stream);
        Image supplied = Image.of((Supplier<InputStream>) () -> {
            throw new AssertionError("no stream is needed");
        });
        assertThat(image.toString()).isEqualTo("Stream[unused]");
        assertThat(supplied.toString()).startsWith("Supplied[");
        assertThat(stream.bytes).isZero();
    }

    @Test
    void aStreamCanBeUsedOnce() {
        Image image = Image.of(Counting.of(PICTURE.bytes()));
        assertThat(PICTURE.read(image, DEFAULTS)).isEqualTo(PICTURE.rgb());
        assertThat(refusal(image, DEFAULTS))
                .hasMessageContaining("Supplier")
                .extracting(ImageException::code)
                .isEqualTo(ErrorCode.IMAGE_UNREADABLE);
    }

    @Test
    void noMoreBytesAreReadThanTheLimitAllows() {
        byte[] endless = Arrays.copyOf(PICTURE.bytes(), 1 << 20);
        for (int limit : new int[] {10, 63, 64, 65, 1000, 65_536, 70_000, 100_000}) {
            ImageLimits limits = new ImageLimits(50_000_000, limit, 32_768, DEFAULTS.formats(), false);
            Counting stream = Counting.of(endless);
            assertThat(refusal(Image.of(stream), limits).code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE);
            assertThat(stream.bytes).isLessThanOrEqualTo(limit + 1);
        }
        int length = PICTURE.bytes().length;
        ImageLimits exact = new ImageLimits(50_000_000, length, 32_768, DEFAULTS.formats(), false);
        assertThat(PICTURE.read(Image.of(Counting.of(PICTURE.bytes())), exact)).isEqualTo(PICTURE.rgb());
        ImageLimits less = new ImageLimits(50_000_000, length - 1, 32_768, DEFAULTS.formats(), false);
        assertThat(refusal(Image.of(Counting.of(PICTURE.bytes())), less))
                .hasMessageContaining("more than " + (length - 1) + " bytes");
    }

    @Test
    void onlyTheBeginningOfAnUnknownFormatIsRead() {
        Counting text = Counting.of(new byte[100_000]);
        assertThat(refusal(Image.of(text), DEFAULTS).code()).isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
        assertThat(text.bytes).isEqualTo(FileBytes.BEGINNING);
        assertThat(refusal(Image.of(Counting.of(new byte[0])), DEFAULTS)).hasMessageContaining("it is empty");
    }

    @Test
    void aSuppliedStreamIsClosedOnEveryPath() {
        byte[] bytes = PICTURE.bytes();
        ImageLimits small = new ImageLimits(50_000_000, 100, 32_768, DEFAULTS.formats(), false);
        for (Counting stream : List.of(
                Counting.of(bytes),
                Counting.of(new byte[100]),
                Counting.of(Arrays.copyOf(bytes, 200)),
                new Counting(bytes, new IOException("reset by peer")),
                new Counting(bytes, new UncheckedIOException(new IOException("reset by peer"))))) {
            for (ImageLimits limits : List.of(DEFAULTS, small)) {
                int before = stream.closed;
                try {
                    PICTURE.read(Image.of(() -> stream), limits);
                } catch (ImageException expected) {
                    // Every refusal is typed.
                }
                assertThat(stream.closed).isEqualTo(before + 1);
            }
        }
    }

    @Test
    void aSuppliedImageCanBeUsedAgain() {
        Image image = Image.of(() -> new ByteArrayInputStream(PICTURE.bytes()));
        assertThat(PICTURE.read(image, DEFAULTS)).isEqualTo(PICTURE.rgb());
        assertThat(PICTURE.read(image, DEFAULTS)).isEqualTo(PICTURE.rgb());
    }

    @Test
    void aStreamThatFailsIsATypedError() {
        IOException reset = new IOException("reset by peer");
        byte[] part = Arrays.copyOf(PICTURE.bytes(), 300);
        for (Exception failure : List.of(
                reset, new UncheckedIOException(reset), new SocketTimeoutException("too slow, reset by peer"))) {
            assertThat(refusal(Image.of(new Counting(part, failure)), DEFAULTS))
                    .hasMessageContaining("reset by peer")
                    .hasCause(failure)
                    .extracting(ImageException::code)
                    .isEqualTo(ErrorCode.IMAGE_UNREADABLE);
        }
        Image failing = Image.of((Supplier<InputStream>) () -> {
            throw new UncheckedIOException(reset);
        });
        assertThat(refusal(failing, DEFAULTS)).hasMessageContaining("reset by peer");
        assertThat(refusal(Image.of(Counting.of(part)), DEFAULTS).code()).isEqualTo(ErrorCode.IMAGE_TRUNCATED);
        @SuppressWarnings("NullAway") // what Java code without null checks may do
        Image nothing = Image.of((Supplier<InputStream>) () -> null);
        assertThat(refusal(nothing, DEFAULTS)).hasMessageContaining("returned null");
    }

    @Test
    void anInterruptEndsTheReading() throws IOException {
        Counting stream = Counting.of(PICTURE.bytes());
        Thread.currentThread().interrupt();
        assertInterrupted(Image.of(stream));
        assertThat(stream.bytes).isZero();
        assertInterrupted(Image.of(new Counting(new byte[0], new InterruptedIOException())));
        try (InputStream file = Files.newInputStream(PICTURE.file())) {
            Image slow = Image.of(new FilterInputStream(file) {
                @Override
                public int read(byte[] to, int at, int length) throws IOException {
                    Thread.currentThread().interrupt();
                    return super.read(to, at, length);
                }
            });
            assertInterrupted(slow);
        }
    }

    @Test
    void anInterruptEndsTheReadingOfASlowStream() {
        Counting stream = new Counting(PICTURE.bytes(), new IOException("not reached")) {
            @Override
            public int read(byte[] to, int at, int length) throws IOException {
                if (served() >= 100) {
                    Thread.currentThread().interrupt();
                }
                return super.read(to, at, Math.min(length, 10));
            }
        };
        assertInterrupted(Image.of(stream));
        assertThat(stream.served()).isBetween(100, 120);
    }

    @Test
    void aStreamThatKeepsReturningNothingIsRefused() {
        for (int bytes : new int[] {0, 10, 200}) {
            InputStream stuck = new FilterInputStream(new ByteArrayInputStream(PICTURE.bytes(), 0, bytes)) {
                @Override
                public int read(byte[] to, int at, int length) throws IOException {
                    return Math.max(0, super.read(to, at, length));
                }
            };
            assertThat(refusal(Image.of(stuck), DEFAULTS))
                    .hasMessageContaining("0 bytes")
                    .extracting(ImageException::code)
                    .isEqualTo(ErrorCode.IMAGE_UNREADABLE);
        }
    }

    private static void assertInterrupted(Image image) {
        try {
            assertThatExceptionOfType(InferenceException.class)
                    .isThrownBy(() -> PICTURE.read(image, DEFAULTS))
                    .extracting(SiameseException::code)
                    .isEqualTo(ErrorCode.INTERRUPTED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aBufferIsReadFromItsPositionToItsLimit() {
        byte[] bytes = PICTURE.bytes();
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuffer all =
                    direct ? ByteBuffer.allocateDirect(bytes.length + 20) : ByteBuffer.allocate(bytes.length + 20);
            all.position(7).put(bytes).flip().position(7);
            for (ByteBuffer buffer : List.of(all, all.asReadOnlyBuffer())) {
                Image image = Image.of(buffer);
                assertThat(PICTURE.read(image, DEFAULTS)).isEqualTo(PICTURE.rgb());
                assertThat(buffer.position()).isEqualTo(7);
                assertThat(buffer.limit()).isEqualTo(7 + bytes.length);
                buffer.position(30);
                assertThat(PICTURE.read(image, DEFAULTS)).isEqualTo(PICTURE.rgb());
                buffer.position(7);
            }
            all.put(7, (byte) 0);
            assertThat(refusal(Image.of(all), DEFAULTS).code()).isEqualTo(ErrorCode.IMAGE_UNSUPPORTED);
        }
    }

    private static ImageException refusal(Image image, ImageLimits limits) {
        try {
            PICTURE.read(image, limits);
        } catch (ImageException e) {
            return e;
        }
        throw new AssertionError("the image was accepted: " + image);
    }
}
