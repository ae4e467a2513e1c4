package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes in a folder of labelled images, each with at least two, sorted by group and name. The layout is never
 * {@link FolderLayout#AUTO}. A problem is a sentence about an omission and its reason. No image has been opened yet.
 */
public record FolderScan(FolderLayout layout, List<ClassFolder> classes, List<String> problems) {
    /** Copies the lists. */
    public FolderScan {
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /**
     * Finds the classes below a folder. Folders that only lead to the data are entered first: {@code images_background}
     * of Omniglot and, with {@link FolderLayout#AUTO}, {@code train} beside {@code test}, and a single folder without a
     * class. Hidden files and folders are ignored. Other files without the extension of an image, and folders that must
     * not be read, are problems.
     *
     * @throws TrainingException {@link Code#DATA_EMPTY} if there is no image, {@link Code#DATA_LAYOUT} if the images do
     *     not lie in class folders, {@link Code#DATA_TOO_SMALL} if fewer than two classes are usable
     */
    public static FolderScan scan(Path folder, FolderLayout layout) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingException(
                    Code.DATA_EMPTY, "not a folder: " + folder + "; give the folder of the classes");
        }
        if (layout == FolderLayout.IMAGES) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    "the layout IMAGES, where each image is a class, needs a frozen encoder and views of each image");
        }
        List<String> problems = new ArrayList<>();
        Path root = DataRoot.find(folder, layout, problems);
        PassedOver passedOver = new PassedOver();
        ImageFiles.Listing top = ImageFiles.list(root, true, passedOver);
        List<Path> loose = top.images();
        List<ClassFolder> flat = new ArrayList<>();
        List<ClassFolder> grouped = new ArrayList<>();
        String rootName = ImageFiles.name(root.toAbsolutePath().normalize());
        for (Path first : top.folders()) {
            String name = ImageFiles.name(first);
            ImageFiles.Listing listing = ImageFiles.list(first, false, passedOver);
            flat.add(new ClassFolder(rootName, name, listing.images()));
            for (Path second : listing.folders()) {
                List<Path> images = ImageFiles.list(second, false, passedOver).images();
                grouped.add(new ClassFolder(name, ImageFiles.name(second), images));
            }
        }
        problems.addAll(passedOver.messages(root));
        int flatCount = count(flat);
        int groupedCount = count(grouped);
        if (flatCount + groupedCount == 0) {
            throw DataRoot.noClasses(root, loose.size(), passedOver);
        }
        FolderLayout chosen = layout != FolderLayout.AUTO
                ? layout
                : flatCount > groupedCount ? FolderLayout.CLASSES : FolderLayout.GROUPS;
        boolean groups = chosen == FolderLayout.GROUPS;
        List<Path> ignored = new ArrayList<>(loose);
        (groups ? flat : grouped).forEach(c -> ignored.addAll(c.files()));
        if (!ignored.isEmpty()) {
            problems.add(ignored.size() + (ignored.size() == 1 ? " image lies" : " images lie")
                    + " outside of a class folder of the layout " + chosen + ": ignored, such as "
                    + root.relativize(ignored.get(0)));
        }
        List<ClassFolder> usable = usable(groups ? grouped : flat, problems);
        if (usable.size() < 2) {
            throw new TrainingException(
                    groups == (flatCount > groupedCount) ? Code.DATA_LAYOUT : Code.DATA_TOO_SMALL,
                    "only " + usable.size() + " usable classes in layout " + chosen + " below " + root
                            + "; at least two classes with two images each are needed. " + problems);
        }
        return new FolderScan(chosen, usable, problems);
    }

    /** Finds the images below a folder, at any depth. Each is a class of its own, named by its path. */
    public static FolderScan images(Path folder) {
        String rootName = ImageFiles.name(folder.toAbsolutePath().normalize());
        List<ClassFolder> classes = new ArrayList<>();
        PassedOver passedOver = new PassedOver();
        ImageFiles.below(folder, passedOver)
                .forEach((name, file) -> classes.add(new ClassFolder(rootName, name, List.of(file))));
        if (classes.size() < 2) {
            throw new TrainingException(
                    Code.DATA_TOO_SMALL,
                    "there are " + classes.size() + " images below " + folder + passedOver.inParentheses(folder)
                            + ", two are needed");
        }
        return new FolderScan(FolderLayout.IMAGES, classes, passedOver.messages(folder));
    }

    private static List<ClassFolder> usable(List<ClassFolder> candidates, List<String> problems) {
        List<ClassFolder> usable = new ArrayList<>();
        ProblemList excluded = new ProblemList();
        for (ClassFolder candidate : candidates) {
            int size = candidate.files().size();
            if (size >= 2) {
                usable.add(candidate);
            } else {
                excluded.add("class " + candidate.label()
                        + (size == 0 ? " is empty" : " has one image, but a pair takes two") + ": excluded");
            }
        }
        problems.addAll(excluded.summary("classes with fewer than two images: excluded"));
        return usable;
    }

    private static int count(List<ClassFolder> classes) {
        return classes.stream().mapToInt(c -> c.files().size()).sum();
    }
}
