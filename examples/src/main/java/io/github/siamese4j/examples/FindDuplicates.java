package io.github.siamese4j.examples;

import io.github.siamese4j.Image;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds copies of photographs, even if they were cropped, brightened, written on or saved again. */
public final class FindDuplicates {

    private FindDuplicates() {}

    /**
     * Prints groups of copies among the photographs of a folder.
     *
     * @param args the model directory and a folder of JPEG files; both optional. The model is one that calls copies the
     *     same
     * @throws IOException if the folder cannot be listed
     */
    public static void main(String[] args) throws IOException {
        Path model = Path.of(args.length > 0 ? args[0] : "examples/models/photos");
        Path folder = Path.of(args.length > 1 ? args[1] : "examples/images");
        try (SiameseComparator comparator = SiameseComparator.load(model);
                Stream<Path> files = Files.list(folder)) {
            Gallery gallery = Gallery.of(comparator);
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".jpg")) {
                    gallery.add(new Entry(folder.relativize(file).toString(), ""), Image.of(file));
                }
            }
            for (List<Entry> group : gallery.groups(comparator.threshold())) {
                System.out.println(
                        String.join(" = ", group.stream().map(Entry::id).toList()));
            }
        }
    }
}
