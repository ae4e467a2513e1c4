package io.github.siamese4j.examples;

import io.github.siamese4j.Image;
import io.github.siamese4j.Metric;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Finds copies of images, even if their files have different bytes. */
public final class FindDuplicates {

    private FindDuplicates() {}

    /**
     * Prints groups of equal images among those of a folder and copies of two of them.
     *
     * @param args the model directory and a folder of PNG files; both optional
     * @throws IOException if an image cannot be read
     */
    public static void main(String[] args) throws IOException {
        Path model = Path.of(args.length > 0 ? args[0] : "examples/models/omniglot-vgg16");
        Path folder = Path.of(args.length > 1 ? args[1] : "examples/images");
        // The model's scorer finds images of the same class. Copies are found by the cosine of their embeddings.
        try (SiameseComparator comparator = SiameseComparator.builder()
                        .model(model)
                        .scorer(Metric.COSINE)
                        .build();
                Stream<Path> listed = Files.list(folder)) {
            List<Path> files = listed.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
            Gallery gallery = Gallery.of(comparator);
            for (Path file : files) {
                gallery.add(new Entry(folder.relativize(file).toString(), ""), Image.of(file));
            }
            for (Path file : files.subList(0, 2)) {
                gallery.add(new Entry("copy of " + folder.relativize(file), ""), Image.of(inColour(file)));
            }
            for (List<Entry> group : gallery.groups(0.9995)) {
                System.out.println(
                        String.join(" = ", group.stream().map(Entry::id).toList()));
            }
        }
    }

    private static BufferedImage inColour(Path file) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        BufferedImage copy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        copy.createGraphics().drawImage(picture, 0, 0, null);
        return copy;
    }
}
