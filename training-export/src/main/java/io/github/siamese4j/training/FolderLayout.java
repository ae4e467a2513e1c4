package io.github.siamese4j.training;

/** The depth of a folder of labelled images. */
public enum FolderLayout {
    /** The depth of most images. */
    AUTO,
    /** {@code <root>/<class>/<image>}; all classes belong to one group. */
    CLASSES,
    /** {@code <root>/<group>/<class>/<image>}, as in Omniglot, where a group is an alphabet. */
    GROUPS
}
