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

/** Encodes a folder once, keeps the embeddings in a file, and finds what is most similar to a picture. */
public final class GallerySearch {

    private GallerySearch() {}

    /**
     * Searches.
     *
     * @param args model directory, folder of labelled pictures, a picture, the file to keep embeddings in; all optional
     * @throws IOException if the folder cannot be listed
     */
    public static void main(String[] args) throws IOException {
        Path model = Path.of(args.length > 0 ? args[0] : "examples/models/omniglot-vgg16");
        Path folder = Path.of(args.length > 1 ? args[1] : "examples/data/omniglot-tiny/images_background/Latin");
        Path query = args.length > 2 ? Path.of(args[2]) : folder.resolve("character03/0685_10.png");
        Path kept = Path.of(args.length > 3 ? args[3] : "examples/target/latin.gallery");
        try (SiameseComparator comparator = SiameseComparator.load(model)) {
            Gallery gallery = Files.exists(kept) ? Gallery.load(kept, comparator) : encode(folder, comparator);
            gallery.save(kept);
            System.out.println(gallery.size() + " pictures; most similar to " + query + ":");
            for (Match match : gallery.search(Image.of(query), 5)) {
                System.out.printf("%.4f  %s%n", match.score(), match.entry().id());
            }
        }
    }

    private static Gallery encode(Path folder, SiameseComparator comparator) throws IOException {
        Map<Entry, Image> pictures = new LinkedHashMap<>();
        for (Path file : pngFiles(folder)) {
            String label = folder.relativize(file).getName(0).toString();
            pictures.put(new Entry(folder.relativize(file).toString(), label), Image.of(file));
        }
        Gallery gallery = Gallery.of(comparator);
        gallery.addImages(pictures);
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
