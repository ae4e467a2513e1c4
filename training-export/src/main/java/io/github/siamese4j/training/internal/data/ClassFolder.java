package io.github.siamese4j.training.internal.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The image files of one class, sorted by name. A group is a set of classes, such as an alphabet; names of classes are
 * unique within it.
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
