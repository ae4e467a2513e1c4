package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the folder above the classes, below what archives and other tools put around it. */
final class DataRoot {
    private static final String OMNIGLOT_FOLDER = "images_background";
    private static final Set<String> TRAINING_PARTS = Set.of("train", "training");
    private static final Set<String> OTHER_PARTS =
            Set.of("test", "testing", "val", "valid", "validation", "dev", "eval", "evaluation");
    private static final int DEEPEST = 6;

    private DataRoot() {}

    static Path find(Path folder, FolderLayout layout, List<String> problems) {
        Path root = folder;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Path inner = inner(root, layout, problems);
            if (inner == null) {
                break;
            }
            root = inner;
        }
        return root;
    }

    private static @Nullable Path inner(Path root, FolderLayout layout, List<String> problems) {
        List<Path> folders = FolderScan.folders(root);
        Path omniglot = root.resolve(OMNIGLOT_FOLDER);
        if (Files.isDirectory(omniglot)) {
            if (folders.size() > 1) {
                problems.add("beside " + OMNIGLOT_FOLDER + " lie other folders: ignored, such as "
                        + FolderScan.name(folders.get(folders.get(0).equals(omniglot) ? 1 : 0)));
            }
            return omniglot;
        }
        if (layout != FolderLayout.AUTO) {
            return null;
        }
        Optional<Path> training = trainingPart(folders);
        if (training.isPresent()) {
            problems.add("the folders "
                    + folders.stream().map(FolderScan::name).toList()
                    + " look like parts of one data set: only " + FolderScan.name(training.get())
                    + " is read; to take them for groups of different classes, ask for the layout GROUPS");
            return training.get();
        }
        boolean leads = folders.size() == 1
                && FolderScan.pictures(root).isEmpty()
                && FolderScan.pictures(folders.get(0)).isEmpty()
                && FolderScan.folders(folders.get(0)).stream()
                        .allMatch(f -> FolderScan.pictures(f).isEmpty());
        return leads ? folders.get(0) : null;
    }

    private static Optional<Path> trainingPart(List<Path> folders) {
        boolean parts = folders.size() > 1
                && folders.stream()
                        .map(DataRoot::lowerName)
                        .allMatch(name -> TRAINING_PARTS.contains(name) || OTHER_PARTS.contains(name));
        return parts
                ? folders.stream()
                        .filter(f -> TRAINING_PARTS.contains(lowerName(f)))
                        .findFirst()
                : Optional.empty();
    }

    private static String lowerName(Path path) {
        return FolderScan.name(path).toLowerCase(Locale.ROOT);
    }

    /** Why there are no classes, by where there are pictures after all. */
    static TrainingException noClasses(Path root, int loose) {
        if (loose > 0) {
            return new TrainingException(
                    Code.DATA_LAYOUT,
                    loose + " pictures lie directly in " + root + "; put each into the folder of its class");
        }
        String expected = "; expected <class>/<picture> or <group>/<class>/<picture>";
        try (Stream<Path> below = Files.find(root, DEEPEST, (path, attributes) -> PictureFiles.isPicture(path))) {
            return below.findFirst()
                    .map(deep -> new TrainingException(
                            Code.DATA_LAYOUT,
                            "the pictures lie too deep below " + root + expected + "; there is " + root.relativize(deep)
                                    + "; give the folder above the classes or their groups"))
                    .orElseGet(() -> new TrainingException(Code.DATA_EMPTY, "no picture below " + root + expected));
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot list " + root + ": " + e.getMessage(), e);
        }
    }
}
