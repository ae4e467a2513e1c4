package io.github.siamese4j.training.internal.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The image files of one class.
 *
 * @param group the name of the group of the class, such as an alphabet
 * @param name the name of the class, unique within its group
 * @param files the image files, sorted by name
 */
public record ClassFolder(String group, String name, List<Path> files) {
    /** Copies the list. */
    public ClassFolder {
        files = List.copyOf(files);
    }

    /** Returns the group and the name, as messages show them. */
    String label() {
        return group + "/" + name;
    }
}
