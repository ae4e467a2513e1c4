package io.github.siamese4j.benchmarks;

import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Creates a folder of images with copies of some of them. A copy has the same pixels as its original in a file with
 * other bytes. This class has no dependencies, so that {@code benchmarks/dedupe} can run it from source.
 */
public final class FolderWithCopies {

    private FolderWithCopies() {}

    /**
     * Creates the folder and, beside it, {@code copies.csv} with one line "original,copy" for each copy.
     *
     * @param args the folder to search for PNG files, the folder to create, the number of images, the number of copies
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path source = Path.of(args[0]);
        Path target = Path.of(args[1]);
        int pictures = Integer.parseInt(args[2]);
        int copies = Integer.parseInt(args[3]);
        List<Path> files = pngFiles(source);
        if (copies < 1 || copies > pictures || pictures > files.size()) {
            throw new IllegalArgumentException(
                    "images must be in 1.." + files.size() + ", copies in 1..images: " + pictures + " and " + copies);
        }
        try (BufferedWriter list = Files.newBufferedWriter(target.resolveSibling("copies.csv"))) {
            for (int i = 0; i < pictures; i++) {
                Path relative = source.relativize(files.get(i));
                Path original = target.resolve(relative);
                Files.createDirectories(original.resolveSibling(""));
                Files.copy(files.get(i), original);
                // Copies are spread evenly over the images.
                if ((long) (i + 1) * copies / pictures > (long) i * copies / pictures) {
                    Path copy = Path.of("copies", String.format("%06d.png", i));
                    saveAnew(original, target.resolve(copy));
                    list.write(relative.toString().replace('\\', '/') + ","
                            + copy.toString().replace('\\', '/') + "\n");
                }
            }
        }
    }

    private static List<Path> pngFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }

    private static void saveAnew(Path from, Path to) throws IOException {
        BufferedImage picture = ImageIO.read(from.toFile());
        BufferedImage colours = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        colours.createGraphics().drawImage(picture, 0, 0, null);
        Files.createDirectories(to.resolveSibling(""));
        ImageIO.write(colours, "png", to.toFile());
    }
}
