package io.github.siamese4j.benchmarks;

import io.github.siamese4j.Encoder;
import io.github.siamese4j.Image;
import io.github.siamese4j.RuntimeOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Images per second of an encoder. For each line read from standard input, encodes all images of a folder twice:
 * decoded ones of the model's size from memory, and files. Prints both rates as one line. A peer program sends the
 * lines, so that both take turns.
 */
public final class EncodeSpeed {

    private static final int MOST = 1000;

    private EncodeSpeed() {}

    /**
     * Runs the benchmark.
     *
     * @param args the model directory, a folder of JPEG or PNG files, and the number of threads
     * @throws IOException if the folder cannot be read
     */
    public static void main(String[] args) throws IOException {
        List<Image> files;
        try (Stream<Path> found = Files.walk(Path.of(args[1]))) {
            files = found.filter(path -> path.toString().matches(".*\\.(jpe?g|png)"))
                    .sorted()
                    .limit(MOST)
                    .map(Image::of)
                    .toList();
        }
        RuntimeOptions options = RuntimeOptions.defaults().withThreads(Integer.parseInt(args[2]));
        try (Encoder encoder = Encoder.load(Path.of(args[0]), options);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            List<Image> decoded = new ArrayList<>();
            for (Image file : files) {
                decoded.add(Image.of(encoder.fitted(file)));
            }
            while (lines.readLine() != null) {
                System.out.printf(Locale.ROOT, "%.2f %.2f%n", rate(encoder, decoded), rate(encoder, files));
            }
        }
    }

    private static double rate(Encoder encoder, List<Image> images) {
        long start = System.nanoTime();
        encoder.encodeAll(images.iterator(), (index, image, embedding) -> {});
        return images.size() * 1e9 / (System.nanoTime() - start);
    }
}
