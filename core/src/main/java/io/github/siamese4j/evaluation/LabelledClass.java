package io.github.siamese4j.evaluation;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A class of labelled items, such as the images of one person. Items are numbers; the caller defines their meaning,
 * such as an index into a list of images.
 *
 * @param group the group of the class, such as an alphabet; may be empty
 * @param name the name of the class
 * @param items the items of the class, at least one; no item belongs to two classes
 */
public record LabelledClass(String group, String name, List<Integer> items) {

    /** Copies the list. */
    public LabelledClass {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("items of class " + group + "/" + name + " must not be empty");
        }
    }

    /** Returns the classes of each group, or all classes as one group. */
    static List<List<LabelledClass>> groups(List<LabelledClass> classes, boolean separate) {
        return separate
                ? List.copyOf(classes.stream()
                        .collect(Collectors.groupingBy(LabelledClass::group, TreeMap::new, Collectors.toList()))
                        .values())
                : List.of(classes);
    }
}
