package io.github.siamese4j.evaluation;

import java.util.List;

/**
 * Pictures, or feature vectors, of one thing. They stand for themselves as numbers, which the caller gives a meaning.
 *
 * @param group what the class belongs to, such as an alphabet; may be empty
 * @param name what the class is called
 * @param items its pictures, at least one; no picture belongs to two classes
 */
public record LabelledClass(String group, String name, List<Integer> items) {

    /** Copies the list. */
    public LabelledClass {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("class " + group + "/" + name + " must have items");
        }
    }
}
