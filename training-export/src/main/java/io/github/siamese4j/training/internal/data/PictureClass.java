package io.github.siamese4j.training.internal.data;

import java.util.List;

/**
 * A class of decoded pictures.
 *
 * @param group the group the class belongs to
 * @param name the class's name within the group
 * @param pictures the places of its pictures in the {@link PictureStore}
 */
public record PictureClass(String group, String name, List<Integer> pictures) {
    /**
     * Copies the list.
     *
     * @param group the group the class belongs to
     * @param name the class's name within the group
     * @param pictures the places of its pictures in the {@link PictureStore}
     */
    public PictureClass {
        pictures = List.copyOf(pictures);
    }
}
