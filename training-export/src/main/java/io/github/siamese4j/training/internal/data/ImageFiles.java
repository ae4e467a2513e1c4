package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists image files by their extensions. The decoder later decides by content whether a file is an image. */
public final class ImageFiles {

    /** The default limits with TIFF allowed, because training data comes from a known source. */
    public static final ImageLimits LIMITS = new ImageLimits(
            ImageLimits.defaults().maxPixels(),
            ImageLimits.defaults().maxBytes(),
            ImageLimits.defaults().maxSide(),
            EnumSet.allOf(ImageLimits.Format.class),
            ImageLimits.defaults().lenient());

    private static final Set<String> EXTENSIONS =
            Set.of("png", "jpg", "jpeg", "jfif", "bmp", "gif", "tif", "tiff", "webp", "ppm", "pgm", "pbm", "pnm");

    private ImageFiles() {}

    /** Returns whether the name has the extension of an image and is not hidden. */
    static boolean isImage(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return !isHidden(name)
                && dot > 0
                && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Returns whether a name is hidden or that of a folder that other systems leave beside images. */
    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.equals("__MACOSX") || name.equals("@eaDir") || name.equals("lost+found");
    }

    /** Returns the last name of a file without its extension. */
    public static String stem(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Returns the last name of a path. */
    public static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /** Returns the path of a file relative to a folder, with {@code /} between names. */
    public static String relative(Path folder, Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Returns the folders in a folder, without hidden ones, sorted by name. */
    static List<Path> folders(Path folder) {
        return list(folder, path -> Files.isDirectory(path) && !isHidden(name(path)));
    }

    /** Returns the image files in a folder, sorted by name. */
    static List<Path> in(Path folder) {
        return list(folder, path -> Files.isRegularFile(path) && isImage(path));
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> entries = Files.list(folder)) {
            // The order must be the same on every file system, because training depends on it.
            return entries.filter(wanted)
                    .sorted(Comparator.comparing(ImageFiles::name))
                    .toList();
        } catch (IOException e) {
            throw cannotList(folder, e);
        }
    }

    /**
     * Returns all image files below a folder, at any depth, by their path relative to it with {@code /} between names.
     * The order of these paths is the same on every file system. Links are followed; hidden folders are left out.
     */
    public static SortedMap<String, Path> below(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingException(Code.DATA_EMPTY, "not a folder: " + folder + "; give a folder of images");
        }
        SortedMap<String, Path> found = new TreeMap<>();
        try {
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                            boolean hidden = !directory.equals(folder) && isHidden(name(directory));
                            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile() && isImage(file)) {
                                found.put(relative(folder, file), file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        /** Skips links that form a loop, because their target is listed at its own place. */
                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                            if (failure instanceof FileSystemLoopException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failure;
                        }
                    });
            return found;
        } catch (IOException e) {
            throw cannotList(folder, e);
        }
    }

    /** Returns the exception for a folder that cannot be listed. */
    public static TrainingException cannotList(Path folder, IOException cause) {
        return new TrainingException(
                Code.IO_FAILED, "cannot list " + folder + ": " + cause + "; check its permissions", cause);
    }
}
