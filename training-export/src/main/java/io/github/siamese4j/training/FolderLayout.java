package io.github.siamese4j.training;

/** How many folders lie between the root and the pictures. */
public enum FolderLayout {
    /** Chosen by where most pictures lie. */
    AUTO,
    /** {@code <root>/<class>/<picture>}: all classes belong to one group. */
    CLASSES,
    /** {@code <root>/<group>/<class>/<picture>}, as in Omniglot, where a group is an alphabet. */
    GROUPS
}
