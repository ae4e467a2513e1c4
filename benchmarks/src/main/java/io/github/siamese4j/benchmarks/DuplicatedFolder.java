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
 * Makes a folder of pictures some of which are there twice, the second time saved anew with other bytes. Stands on its
 * own, so that {@code java DuplicatedFolder.java} runs it: {@code benchmarks/dedupe} does.
 */
public final class DuplicatedFolder {

    private DuplicatedFolder() {}

    /**
     * Makes the folder, and beside it {@code copies.csv}, a line of original and copy for each copy.
     *
     * @param args a folder of PNG files at any depth, the folder to make, how many pictures to take, how many of them
     *     to copy
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path source = Path.of(args[0]);
        Path target = Path.of(args[1]);
        int pictures = Integer.parseInt(args[2]);
        int copies = Integer.parseInt(args[3]);
        List<Path> files = pngFiles(source);
        if (copies < 1 || copies > pictures || pictures > files.size()) {
            throw new IllegalArgumentException("pictures must be in 1.." + files.size() + ", copies in 1..pictures: "
                    + pictures + " and " + copies);
        }
        try (BufferedWriter list = Files.newBufferedWriter(target.resolveSibling("copies.csv"))) {
            for (int i = 0; i < pictures; i++) {
                Path relative = source.relativize(files.get(i));
                Path original = target.resolve(relative);
                Files.createDirectories(original.resolveSibling(""));
                Files.copy(files.get(i), original);
                // spread evenly
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
