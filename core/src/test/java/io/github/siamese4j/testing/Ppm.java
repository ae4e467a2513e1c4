package io.github.siamese4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An image file of the Python generators: a line {@code P6 width height 255}, then RGB.
 *
 * @param width the width in pixels
 * @param height the height in pixels
 * @param rgb the samples by row
 */
@SuppressWarnings("ArrayRecordComponent") // a test fixture, never compared
public record Ppm(int width, int height, byte[] rgb) {

    /** Reads a file. */
    public static Ppm read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int header = 0;
            while (bytes[header] != '\n') {
                header++;
            }
            String[] words = new String(bytes, 0, header, StandardCharsets.US_ASCII).split(" ", -1);
            byte[] rgb = Arrays.copyOfRange(bytes, header + 1, bytes.length);
            return new Ppm(Integer.parseInt(words[1]), Integer.parseInt(words[2]), rgb);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
