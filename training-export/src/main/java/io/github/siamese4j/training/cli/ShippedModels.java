package io.github.siamese4j.training.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models shipped with the program. */
final class ShippedModels {

    /** The system property that the launcher sets to the folder of the shipped models. */
    static final String FOLDER = "siamese4j.models";

    private final @Nullable Path shipped;

    /** Creates the models of the folder in {@value #FOLDER}; there are none if it is not set. */
    ShippedModels() {
        this(System.getProperty(FOLDER) == null ? null : Path.of(System.getProperty(FOLDER)));
    }

    ShippedModels(@Nullable Path shipped) {
        this.shipped = shipped;
    }

    /**
     * Returns the model directory of a name or path. The name of a shipped model comes before a directory of the same
     * name, which can be given as {@code ./NAME}. Throws IllegalArgumentException if there is neither.
     */
    Path find(String value) {
        Path path = path(value);
        List<Path> models = models();
        return models.stream()
                .filter(model -> model.getFileName().equals(path))
                .findFirst()
                .orElseGet(() -> directory(path, models));
    }

    private static Path path(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("the value is empty; give a shipped model or a model directory");
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: '" + value + "'");
        }
    }

    private static Path directory(Path path, List<Path> models) {
        boolean isName = path.getParent() == null && !path.isAbsolute();
        if (!isName || Files.isDirectory(path)) {
            return path;
        }
        String names = String.join(
                ", ",
                models.stream().map(model -> model.getFileName().toString()).toList());
        throw new IllegalArgumentException("there is no model '" + path + "'; give a model directory"
                + (names.isEmpty() ? "" : " or one of " + names));
    }

    private List<Path> models() {
        if (shipped == null || !Files.isDirectory(shipped)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(shipped)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("the shipped models in " + shipped + " cannot be listed: " + e);
        }
    }
}
