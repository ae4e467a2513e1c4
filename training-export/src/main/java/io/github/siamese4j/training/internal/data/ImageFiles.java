package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists image files by their extensions. The decoder later decides by content whether a file is an image. */
public final class ImageFiles {

    /**
     * The limits of training and of the command line: the default ones with TIFF allowed, because the images come from
     * a known source.
     */
    public static final ImageLimits LIMITS = new ImageLimits(
            ImageLimits.defaults().maxPixels(),
            ImageLimits.defaults().maxBytes(),
            ImageLimits.defaults().maxSide(),
            EnumSet.allOf(ImageLimits.Format.class),
            ImageLimits.defaults().lenient());

    private static final Set<String> EXTENSIONS =
            Set.of("png", "jpg", "jpeg", "jfif", "bmp", "gif", "tif", "tiff", "webp", "ppm", "pgm", "pbm", "pnm");

    private static final Set<String> LEFT_BY_SYSTEMS =
            Set.of("__macosx", "@eadir", "lost+found", "thumbs.db", "desktop.ini");

    private ImageFiles() {}

    /** Returns whether the name has the extension of an image and is not hidden. */
    static boolean isImage(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return !isHidden(name)
                && dot > 0
                && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Returns whether a name is hidden or that of a file or folder that other systems leave beside images. */
    private static boolean isHidden(String name) {
        return name.startsWith(".") || LEFT_BY_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
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

    /** The folders and the image files in a folder, without hidden ones, sorted by name. */
    record Listing(List<Path> folders, List<Path> images) {}

    /**
     * Lists a folder. A folder that must not be read is passed over, unless it is the top of the scan, and gives an
     * empty listing.
     */
    static Listing list(Path folder, boolean top, PassedOver passedOver) {
        List<Path> folders = new ArrayList<>();
        List<Path> images = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            // The order must be the same on every file system, because training depends on it.
            entries.sorted(Comparator.comparing(ImageFiles::name)).forEach(entry -> {
                if (!Files.isDirectory(entry)) {
                    add(entry, Files.isRegularFile(entry), images::add, passedOver);
                } else if (!isHidden(name(entry))) {
                    folders.add(entry);
                }
            });
        } catch (AccessDeniedException e) {
            if (top) {
                throw cannotList(folder, e);
            }
            passedOver.addDenied(folder);
        } catch (IOException e) {
            throw cannotList(folder, e);
        }
        return new Listing(folders, images);
    }

    private static void add(Path entry, boolean regular, Consumer<Path> images, PassedOver passedOver) {
        if (isHidden(name(entry))) {
            return;
        }
        if (!isImage(entry)) {
            passedOver.addOtherExtension(entry);
        } else if (!regular) {
            passedOver.addNoFile(entry);
        } else {
            images.accept(entry);
        }
    }

    /**
     * Returns all image files below a folder, at any depth, by their path relative to it with {@code /} between names.
     * The order of these paths is the same on every file system. Links are followed; hidden folders are left out.
     */
    public static SortedMap<String, Path> below(Path folder, PassedOver passedOver) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingException(Code.DATA_EMPTY, "not a folder: " + folder + "; give a folder of images");
        }
        Visitor visitor = new Visitor(folder, passedOver);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
            return visitor.found;
        } catch (IOException e) {
            throw cannotList(folder, e);
        }
    }

    /** Returns a path relative to a folder, with {@code /} between names. */
    public static String relative(Path folder, Path path) {
        return StreamSupport.stream(folder.relativize(path).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Collects images. */
    static final class Visitor extends SimpleFileVisitor<Path> {

        private final SortedMap<String, Path> found = new TreeMap<>();
        private final Path folder;
        private final PassedOver passedOver;

        Visitor(Path folder, PassedOver passedOver) {
            this.folder = folder;
            this.passedOver = passedOver;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean hidden = !directory.equals(folder) && isHidden(name(directory));
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            add(file, attributes.isRegularFile(), image -> found.put(relative(folder, image), image), passedOver);
            return FileVisitResult.CONTINUE;
        }

        /** Skips links that form a loop, because their target is listed at its own place, and denied folders. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof AccessDeniedException && !file.equals(folder)) {
                if (!isHidden(name(file))) {
                    passedOver.addDenied(file);
                }
            } else if (!(failure instanceof FileSystemLoopException)) {
                throw failure;
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Returns the exception for a folder that cannot be listed. */
    public static TrainingException cannotList(Path folder, IOException cause) {
        return new TrainingException(
                Code.IO_FAILED, "cannot list " + folder + ": " + cause + "; check its permissions", cause);
    }
}
