package io.github.siamese4j.examples;

import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Encodes a folder once, stores the embeddings in a file, and searches for the images most similar to a query. */
public final class GallerySearch {

    private GallerySearch() {}

    /**
     * Prints the five most similar images.
     *
     * @param args the model directory, a folder of labelled images, the query and the gallery file; all optional
     * @throws IOException if the folder cannot be listed
     */
    public static void main(String[] args) throws IOException {
        Path model = Path.of(args.length > 0 ? args[0] : "examples/models/omniglot-vgg16");
        Path folder = Path.of(args.length > 1 ? args[1] : "examples/data/omniglot-tiny/images_background/Latin");
        Path query = args.length > 2 ? Path.of(args[2]) : folder.resolve("character03/0685_10.png");
        Path file = Path.of(args.length > 3 ? args[3] : "examples/target/latin.gallery");
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            Gallery gallery = Files.exists(file) ? Gallery.load(file, comparator) : encode(folder, comparator);
            gallery.save(file);
            System.out.println(gallery.size() + " images; most similar to " + query + ":");
            for (Match match : gallery.search(Image.of(query), 5)) {
                System.out.printf("%.4f  %s%n", match.score(), match.entry().id());
            }
        }
    }

    private static Gallery encode(Path folder, SiameseComparator comparator) throws IOException {
        Map<Entry, Image> images = new LinkedHashMap<>();
        for (Path image : pngFiles(folder)) {
            String label = folder.relativize(image).getName(0).toString();
            images.put(new Entry(folder.relativize(image).toString(), label), Image.of(image));
        }
        Gallery gallery = Gallery.of(comparator);
        gallery.addImages(images);
        return gallery;
    }

    private static List<Path> pngFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }
}
