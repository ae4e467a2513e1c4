package io.github.siamese4j.training.internal.data;

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
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Which files are pictures. Their content decides later whether they are. */
public final class PictureFiles {

    private static final Set<String> EXTENSIONS =
            Set.of("png", "jpg", "jpeg", "jfif", "bmp", "gif", "tif", "tiff", "webp", "ppm", "pgm", "pbm", "pnm");

    private PictureFiles() {}

    static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return !isHidden(name)
                && dot > 0
                && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Hidden files, and what other systems leave beside pictures. */
    static boolean isHidden(String name) {
        return name.startsWith(".") || name.equals("__MACOSX") || name.equals("@eaDir") || name.equals("lost+found");
    }

    /**
     * All pictures below a folder, at any depth; links are followed, hidden folders left out.
     *
     * @param folder the folder
     * @return files by their path relative to the folder with {@code /} between names, in the order of these paths,
     *     which is the same on every file system
     * @throws TrainingException {@code DATA_EMPTY} if it is no folder, {@code IO_FAILED} if it cannot be listed
     */
    public static SortedMap<String, Path> below(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingException(Code.DATA_EMPTY, "not a folder: " + folder + "; give a folder of pictures");
        }
        SortedMap<String, Path> found = new TreeMap<>();
        try {
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(folder, found));
            return found;
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot list " + folder + ": " + e, e);
        }
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final SortedMap<String, Path> found;

        Visitor(Path root, SortedMap<String, Path> found) {
            this.root = root;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean hidden = !directory.equals(root) && isHidden(String.valueOf(directory.getFileName()));
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isPicture(file)) {
                String relative = StreamSupport.stream(root.relativize(file).spliterator(), false)
                        .map(Path::toString)
                        .collect(Collectors.joining("/"));
                found.put(relative, file);
            }
            return FileVisitResult.CONTINUE;
        }

        /** A link that leads back is no loss: what it leads to is listed where it lies. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
