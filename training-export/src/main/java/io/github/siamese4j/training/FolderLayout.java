package io.github.siamese4j.training;

/** The depth of a folder of labelled images. */
public enum FolderLayout {
    /** The depth of most images. */
    AUTO,
    /** {@code <root>/<class>/<image>}; all classes belong to one group. */
    CLASSES,
    /** {@code <root>/<group>/<class>/<image>}, as in Omniglot, where a group is an alphabet. */
    GROUPS,
    /**
     * Images at any depth, each of which is a class of its own: altered views of it are the images of the class. Only
     * for training on a frozen encoder with views.
     */
    IMAGES
}
