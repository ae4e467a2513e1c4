package io.github.siamese4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Pixels in a file, as the Python generators write them: a line {@code P6 width height 255}, then RGB.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb the samples, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // a test fixture, never compared
public record Ppm(int width, int height, byte[] rgb) {

    /** Reads one. */
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
