package io.github.siamese4j.training.data;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes found in a folder of labelled pictures, before any picture is opened.
 *
 * @param layout the layout that was recognized or asked for, never {@link FolderLayout#AUTO}
 * @param classes the usable classes, each with at least two pictures, sorted by group and name
 * @param problems what was left out and why, one sentence each
 */
public record FolderScan(FolderLayout layout, List<ImageClass> classes, List<String> problems) {
    private static final String OMNIGLOT_FOLDER = "images_background";

    /**
     * Copies the lists.
     *
     * @param layout the layout that was recognized or asked for, never {@link FolderLayout#AUTO}
     * @param classes the usable classes, each with at least two pictures, sorted by group and name
     * @param problems what was left out and why, one sentence each
     */
    public FolderScan {
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /**
     * Looks for classes below a folder. A folder {@code images_background} inside it is entered first.
     *
     * @param folder the root of the data
     * @param layout the expected layout, or {@link FolderLayout#AUTO}
     * @return the classes and a report of what was left out
     * @throws TrainingException {@link Code#DATA_EMPTY} when there is no picture, {@link Code#DATA_LAYOUT} when the
     *     pictures do not lie in class folders, {@link Code#DATA_TOO_SMALL} when fewer than two classes are usable
     */
    public static FolderScan scan(Path folder, FolderLayout layout) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingException(
                    Code.DATA_EMPTY, "not a folder: " + folder + "; give the folder of the classes");
        }
        Path inner = folder.resolve(OMNIGLOT_FOLDER);
        Path root = Files.isDirectory(inner) ? inner : folder;
        List<String> problems = new ArrayList<>();
        int loose = pictures(root).size();
        List<ImageClass> flat = new ArrayList<>();
        List<ImageClass> grouped = new ArrayList<>();
        String rootName = name(root.toAbsolutePath().normalize());
        for (Path first : folders(root)) {
            flat.add(new ImageClass(rootName, name(first), pictures(first)));
            for (Path second : folders(first)) {
                grouped.add(new ImageClass(name(first), name(second), pictures(second)));
            }
        }
        int flatCount = count(flat);
        int groupedCount = count(grouped);
        if (flatCount + groupedCount == 0) {
            throw new TrainingException(
                    loose > 0 ? Code.DATA_LAYOUT : Code.DATA_EMPTY,
                    loose > 0
                            ? loose + " pictures lie directly in " + root + "; put each into the folder of its class"
                            : "no picture below " + root + "; expected <class>/<picture> or <group>/<class>/<picture>");
        }
        FolderLayout chosen = layout != FolderLayout.AUTO
                ? layout
                : flatCount > groupedCount ? FolderLayout.CLASSES : FolderLayout.GROUPS;
        boolean groups = chosen == FolderLayout.GROUPS;
        int ignored = loose + (groups ? flatCount : groupedCount);
        if (ignored > 0) {
            problems.add(ignored + " pictures lie outside of a class folder of the layout " + chosen + ": ignored");
        }
        List<ImageClass> usable = new ArrayList<>();
        for (ImageClass candidate : groups ? grouped : flat) {
            int size = candidate.files().size();
            if (size >= 2) {
                usable.add(candidate);
            } else {
                problems.add("class " + candidate.group() + "/" + candidate.name()
                        + (size == 0 ? " is empty" : " has one picture, but a pair takes two") + ": excluded");
            }
        }
        if (usable.size() < 2) {
            throw new TrainingException(
                    groups == (flatCount > groupedCount) ? Code.DATA_LAYOUT : Code.DATA_TOO_SMALL,
                    "only " + usable.size() + " usable classes in layout " + chosen + " below " + root
                            + "; at least two classes with two pictures each are needed. " + problems);
        }
        return new FolderScan(chosen, usable, problems);
    }

    private static int count(List<ImageClass> classes) {
        return classes.stream().mapToInt(c -> c.files().size()).sum();
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    private static List<Path> folders(Path folder) {
        return list(folder, path -> Files.isDirectory(path) && !name(path).startsWith("."));
    }

    private static List<Path> pictures(Path folder) {
        return list(folder, path -> Files.isRegularFile(path) && PictureFiles.isPicture(path));
    }

    private static List<Path> list(Path folder, java.util.function.Predicate<Path> wanted) {
        try (Stream<Path> entries = Files.list(folder)) {
            // Sorted by name, so that the same data gives the same training on every file system.
            return entries.filter(wanted)
                    .sorted(java.util.Comparator.comparing(FolderScan::name))
                    .toList();
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
