package io.github.siamese4j;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;

/**
 * The source of a model: a directory, a folder on the class path, or files in memory. Nothing is read until the model
 * is loaded. {@code docs/model-format.md} lists the files of a model.
 *
 * <pre>{@code
 * ModelSource source = ModelSource.classpath("io/github/siamese4j/models/omniglot-light");
 * try (SiameseComparator comparator = SiameseComparator.load(source)) {
 *     comparator.similarity(a, b);
 * }
 * }</pre>
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public sealed interface ModelSource {

    /**
     * {@return the model in a directory} The directory can be on any file system, for example in a jar file that was
     * opened with {@link java.nio.file.FileSystems#newFileSystem(Path)}. The file system must be open while the model
     * is loaded, not longer.
     *
     * @param directory the model directory
     */
    static ModelSource of(Path directory) {
        return new Directory(directory);
    }

    /**
     * {@return the model whose files are given as bytes}
     *
     * @param files the content of each file by its name, such as {@code encoder.onnx}; the map is copied, the arrays
     *     are not
     */
    static ModelSource of(Map<String, byte[]> files) {
        return new Memory(files);
    }

    /**
     * {@return the model in a folder on the class path} The context class loader of the calling thread finds it. The
     * class loader of this library is used where the context class loader does not know the library, as in the threads
     * of the common pool of an executable jar.
     *
     * @param folder the name of the folder, with {@code /} between its parts, such as {@code models/faces}
     * @throws IllegalArgumentException if a part of the name is empty, {@code .} or {@code ..}
     */
    static ModelSource classpath(String folder) {
        ClassLoader own = requireNonNull(ModelSource.class.getClassLoader());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        boolean knowsLibrary = context != null && context.getResource("io/github/siamese4j/ModelSource.class") != null;
        return new ClassPath(folder, knowsLibrary ? context : own);
    }

    /**
     * {@return the model in a folder that a class loader finds}
     *
     * @param folder the name of the folder, as for {@link #classpath(String)}
     * @param loader the class loader
     * @throws IllegalArgumentException if a part of the name is empty, {@code .} or {@code ..}
     */
    static ModelSource classpath(String folder, ClassLoader loader) {
        return new ClassPath(folder, loader);
    }

    /**
     * A model directory.
     *
     * @param path the directory, on any file system
     */
    record Directory(Path path) implements ModelSource {
        /** Rejects null. */
        public Directory {
            requireNonNull(path, "path");
        }
    }

    /**
     * A folder on the class path.
     *
     * @param folder the name of the folder, without {@code /} at its ends
     * @param loader the class loader that finds the folder
     */
    record ClassPath(String folder, ClassLoader loader) implements ModelSource {
        /** Rejects null and names that leave their folder; removes a {@code /} at either end of the name. */
        public ClassPath {
            requireNonNull(loader, "loader");
            folder = folder.replaceFirst("^/", "").replaceFirst("/$", "");
            for (String part : folder.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                    throw new IllegalArgumentException(
                            "folder must be a name such as models/faces, without empty parts, '.' and '..': '" + folder
                                    + "'");
                }
            }
        }
    }

    /**
     * Files in memory.
     *
     * @param files the content of each file by its name; the arrays are not copied
     */
    record Memory(Map<String, byte[]> files) implements ModelSource {
        /** Rejects null and copies the map. */
        public Memory {
            files = Map.copyOf(files);
        }

        @Override
        public String toString() {
            return "Memory" + files.keySet();
        }
    }
}
