package io.github.siamese4j.training.internal.data;

import java.nio.file.Path;
import java.util.List;

/**
 * A class of pictures on disk: pictures of one class are similar, pictures of two classes are not.
 *
 * @param group the name of the group the class belongs to, such as an alphabet
 * @param name the name of the class, unique within its group
 * @param files its pictures, sorted by name
 */
public record ImageClass(String group, String name, List<Path> files) {
    /**
     * Copies the list.
     *
     * @param group the name of the group the class belongs to, such as an alphabet
     * @param name the name of the class, unique within its group
     * @param files its pictures, sorted by name
     */
    public ImageClass {
        files = List.copyOf(files);
    }
}
