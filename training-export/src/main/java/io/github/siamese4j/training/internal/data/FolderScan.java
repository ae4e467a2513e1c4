package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The classes found in a folder of labelled pictures, before any picture is opened.
 *
 * @param layout the layout that was recognized or asked for, never {@link FolderLayout#AUTO}
 * @param classes the usable classes, each with at least two pictures, sorted by group and name
 * @param problems what was left out and why, one sentence each
 */
public record FolderScan(FolderLayout layout, List<ImageClass> classes, List<String> problems) {
    private static final int LISTED = 20;

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
     * Looks for classes below a folder. Folders that only lead to the data are entered first: {@code images_background}
     * of Omniglot and, where the layout is to be recognized, {@code train} beside {@code test}, and a folder that is
     * alone and holds no class. Hidden files and folders and files that are no pictures are passed over.
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
        List<String> problems = new ArrayList<>();
        Path root = DataRoot.find(folder, layout, problems);
        List<Path> loose = pictures(root);
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
            throw DataRoot.noClasses(root, loose.size());
        }
        FolderLayout chosen = layout != FolderLayout.AUTO
                ? layout
                : flatCount > groupedCount ? FolderLayout.CLASSES : FolderLayout.GROUPS;
        boolean groups = chosen == FolderLayout.GROUPS;
        List<Path> ignored = new ArrayList<>(loose);
        (groups ? flat : grouped).forEach(c -> ignored.addAll(c.files()));
        if (!ignored.isEmpty()) {
            problems.add(ignored.size() + (ignored.size() == 1 ? " picture lies" : " pictures lie")
                    + " outside of a class folder of the layout " + chosen + ": ignored, such as "
                    + root.relativize(ignored.get(0)));
        }
        List<ImageClass> usable = usable(groups ? grouped : flat, problems);
        if (usable.size() < 2) {
            throw new TrainingException(
                    groups == (flatCount > groupedCount) ? Code.DATA_LAYOUT : Code.DATA_TOO_SMALL,
                    "only " + usable.size() + " usable classes in layout " + chosen + " below " + root
                            + "; at least two classes with two pictures each are needed. " + problems);
        }
        return new FolderScan(chosen, usable, problems);
    }

    private static List<ImageClass> usable(List<ImageClass> candidates, List<String> problems) {
        List<ImageClass> usable = new ArrayList<>();
        int excluded = 0;
        for (ImageClass candidate : candidates) {
            int size = candidate.files().size();
            if (size >= 2) {
                usable.add(candidate);
            } else if (++excluded <= LISTED) {
                problems.add("class " + candidate.group() + "/" + candidate.name()
                        + (size == 0 ? " is empty" : " has one picture, but a pair takes two") + ": excluded");
            }
        }
        if (excluded > LISTED) {
            problems.add("and " + (excluded - LISTED) + " more classes with fewer than two pictures: excluded");
        }
        return usable;
    }

    private static int count(List<ImageClass> classes) {
        return classes.stream().mapToInt(c -> c.files().size()).sum();
    }

    static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    static List<Path> folders(Path folder) {
        return list(folder, path -> Files.isDirectory(path) && !PictureFiles.isHidden(name(path)));
    }

    static List<Path> pictures(Path folder) {
        return list(folder, path -> Files.isRegularFile(path) && PictureFiles.isPicture(path));
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> entries = Files.list(folder)) {
            // Sorted by name, so that the same data gives the same training on every file system.
            return entries.filter(wanted)
                    .sorted(Comparator.comparing(FolderScan::name))
                    .toList();
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
