package io.github.siamese4j.training.internal.data;

import static java.util.Objects.requireNonNull;

import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the folder above the classes, below the folders that archives and other tools add. */
final class DataRoot {
    private static final String OMNIGLOT_FOLDER = "images_background";
    private static final Set<String> TRAINING_PARTS = Set.of("train", "training");
    private static final Set<String> OTHER_PARTS =
            Set.of("test", "testing", "val", "valid", "validation", "dev", "eval", "evaluation");
    private static final int MAX_DEPTH = 6;

    private DataRoot() {}

    static Path find(Path folder, FolderLayout layout, List<String> problems) {
        Path root = folder;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Path inner = inner(root, layout, problems);
            if (inner == null) {
                break;
            }
            root = inner;
        }
        return root;
    }

    private static @Nullable Path inner(Path root, FolderLayout layout, List<String> problems) {
        ImageFiles.Listing listing = list(root);
        List<Path> folders = listing.folders();
        Path omniglot = root.resolve(OMNIGLOT_FOLDER);
        if (Files.isDirectory(omniglot)) {
            if (folders.size() > 1) {
                problems.add("folders beside " + OMNIGLOT_FOLDER + " are ignored, such as "
                        + ImageFiles.name(folders.get(folders.get(0).equals(omniglot) ? 1 : 0)));
            }
            return omniglot;
        }
        if (layout != FolderLayout.AUTO) {
            return null;
        }
        Optional<Path> training = trainingPart(folders);
        if (training.isPresent()) {
            problems.add("the folders "
                    + folders.stream().map(ImageFiles::name).toList()
                    + " look like parts of one data set: only " + ImageFiles.name(training.get())
                    + " is read; use the layout GROUPS to read them as groups of different classes");
            return training.get();
        }
        boolean leads = folders.size() == 1
                && listing.images().isEmpty()
                && list(folders.get(0)).images().isEmpty()
                && list(folders.get(0)).folders().stream()
                        .allMatch(folder -> list(folder).images().isEmpty());
        return leads ? folders.get(0) : null;
    }

    /** Lists a folder without a report, because the scan lists it again. */
    private static ImageFiles.Listing list(Path folder) {
        return ImageFiles.list(folder, false, new PassedOver());
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
        return ImageFiles.name(path).toLowerCase(Locale.ROOT);
    }

    /** Returns the exception for a folder without classes, with the places of images found elsewhere. */
    static TrainingException noClasses(Path root, int loose, PassedOver passedOver) {
        if (loose > 0) {
            return new TrainingException(
                    Code.DATA_LAYOUT,
                    loose + " images lie directly in " + root + "; put each into the folder of its class");
        }
        String expected = "; expected <class>/<image> or <group>/<class>/<image>";
        try (Stream<Path> below = Files.find(root, MAX_DEPTH, (path, attributes) -> ImageFiles.isImage(path))) {
            return below.findFirst()
                    .map(deep -> new TrainingException(
                            Code.DATA_LAYOUT,
                            "the images lie too deep below " + root + expected + ", found " + root.relativize(deep)
                                    + "; give the folder above the classes or their groups"))
                    .orElseGet(() -> new TrainingException(
                            Code.DATA_EMPTY, "no image below " + root + passedOver.inParentheses(root) + expected));
        } catch (UncheckedIOException e) {
            return ImageFiles.cannotList(root, requireNonNull(e.getCause()));
        } catch (IOException e) {
            return ImageFiles.cannotList(root, e);
        }
    }
}
