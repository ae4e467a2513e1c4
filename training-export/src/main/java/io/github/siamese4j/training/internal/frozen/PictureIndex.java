package io.github.siamese4j.training.internal.frozen;

import com.google.gson.JsonParseException;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.ClassFolder;
import io.github.siamese4j.training.internal.data.FolderScan;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.json.Json;
import io.github.siamese4j.training.internal.json.RecordReader;
import io.github.siamese4j.training.internal.log.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of a run in the order of their embeddings, and what these were computed with. It is written before the
 * first image is encoded, so that a run that goes on has the same images in the same order.
 *
 * @param folder the data folder as an absolute path
 * @param asked the layout that was asked for
 * @param encoder id of the encoder
 * @param dimension dimension of an embedding
 * @param views number of altered views of each image, besides the image itself
 * @param seed seed of the views
 * @param layout layout of the folder
 * @param classes the images by class, with paths relative to the folder
 * @param problems a sentence about each omission
 */
public record PictureIndex(
        String folder,
        FolderLayout asked,
        String encoder,
        int dimension,
        int views,
        long seed,
        FolderLayout layout,
        List<ClassFiles> classes,
        List<String> problems) {

    private static final RecordReader READER = new RecordReader();

    /** A class and its files, as paths relative to the data folder with {@code /} between names. */
    public record ClassFiles(String group, String name, List<String> files) {
        /** Copies the list. */
        public ClassFiles {
            files = List.copyOf(files);
        }
    }

    /** Copies the lists. */
    public PictureIndex {
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
    }

    /** Lists the images of a folder. */
    static PictureIndex scan(Path folder, FolderLayout layout, String encoder, int dimension, int views, long seed) {
        FolderScan scan = layout == FolderLayout.IMAGES ? FolderScan.images(folder) : FolderScan.scan(folder, layout);
        List<ClassFiles> classes = new ArrayList<>();
        for (ClassFolder found : scan.classes()) {
            List<String> files = found.files().stream()
                    .map(file -> ImageFiles.relative(folder, file))
                    .toList();
            classes.add(new ClassFiles(found.group(), found.name(), files));
        }
        return new PictureIndex(
                absolute(folder), layout, encoder, dimension, views, seed, scan.layout(), classes, scan.problems());
    }

    private static String absolute(Path folder) {
        return folder.toAbsolutePath().normalize().toString();
    }

    /** Reads an index, or fails with {@link Code#CHECKPOINT_INVALID}. */
    static PictureIndex read(Path file) {
        try {
            return READER.read(Json.parse(file), PictureIndex.class);
        } catch (IOException | JsonParseException e) {
            throw new TrainingException(
                    Code.CHECKPOINT_INVALID,
                    file + " cannot be used: " + e.getMessage() + "; delete its folder to encode the images again",
                    e);
        }
    }

    static boolean exists(Path file) {
        return Files.exists(file);
    }

    void write(Path file) {
        RunFolder.write(file, Json.print(this));
    }

    /** Returns the number of images. */
    int pictures() {
        return classes.stream().mapToInt(each -> each.files().size()).sum();
    }

    /** Returns the number of embeddings of an image. */
    int perPicture() {
        return 1 + views;
    }
}
