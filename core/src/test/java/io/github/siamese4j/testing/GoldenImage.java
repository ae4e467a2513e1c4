package io.github.siamese4j.testing;

import io.github.siamese4j.Image;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.ImageLimits.Format;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.internal.image.ImageReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An encoded image and its pixels by Pillow, written by {@code src/test/python/golden_images.py}.
 *
 * @param file the encoded image
 * @param width the width with the orientation applied
 * @param height the height with the orientation applied
 * @param rgb the expected pixels
 */
@SuppressWarnings("ArrayRecordComponent") // a test fixture, never compared
public record GoldenImage(Path file, int width, int height, byte[] rgb) {

    /** The default limits with TIFF allowed. */
    public static final ImageLimits ALL_FORMATS =
            new ImageLimits(50_000_000, 32 << 20, 32_768, EnumSet.allOf(Format.class), false);

    /** Returns all images, sorted by name. */
    public static List<GoldenImage> all() {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(file -> Files.exists(expectation(file)))
                    .sorted()
                    .map(GoldenImage::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the image of this file name. */
    public static GoldenImage named(String name) {
        return of(directory().resolve(name));
    }

    /** Returns the encoded bytes. */
    public byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads an image at the size of this one, so that nothing is resampled. */
    public byte[] read(Image image, ImageLimits limits) {
        return read(image, Preprocessing.letterbox(width, height), limits);
    }

    /** Reads an image. */
    public static byte[] read(Image image, Preprocessing preprocessing, ImageLimits limits) {
        ByteBuffer target = ByteBuffer.allocateDirect(preprocessing.width() * preprocessing.height() * 3);
        new ImageReader(preprocessing, limits).read(image, target);
        byte[] pixels = new byte[target.flip().remaining()];
        target.get(pixels);
        return pixels;
    }

    /** Returns the largest difference between samples at the same place. */
    public static int largestDifference(byte[] a, byte[] b) {
        int largest = a.length == b.length ? 0 : Integer.MAX_VALUE;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            largest = Math.max(largest, Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)));
        }
        return largest;
    }

    @Override
    public String toString() {
        return Objects.toString(file.getFileName());
    }

    private static GoldenImage of(Path file) {
        Ppm expected = Ppm.read(expectation(file));
        return new GoldenImage(file, expected.width(), expected.height(), expected.rgb());
    }

    private static Path expectation(Path file) {
        return file.resolveSibling(file.getFileName() + ".ppm");
    }

    private static Path directory() {
        return resources("/golden/images");
    }

    /** Returns a directory of test resources. */
    public static Path resources(String name) {
        URL url = Objects.requireNonNull(GoldenImage.class.getResource(name));
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
