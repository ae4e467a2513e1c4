package io.github.siamese4j.training.cli;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ProgressListener.Stage;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Storage;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.ImageFiles;
import io.github.siamese4j.training.internal.data.PassedOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command that brings a gallery file up to date with a folder. New and changed images are encoded, and entries of
 * removed images are removed. The file is saved every few seconds, so that a stopped run can be continued.
 */
abstract class FolderCommand extends ModelCommand {

    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(5);
    /** Saving a large gallery is slow; at least this many times as long is spent on encoding. */
    private static final int ENCODING_PER_SAVING = 20;

    @Parameters(paramLabel = "DIR", description = "The folder of the images, at any depth.")
    private Path folder;

    @Option(names = "--int8", description = "Store embeddings in a quarter of the space; scores change slightly.")
    private boolean int8;

    /**
     * The gallery of all usable images, the numbers of images that were encoded and that cannot be used, and the number
     * of files that are no images.
     */
    record Result(Gallery gallery, int added, int skipped, int passedOver) {}

    /** Encodes the folder into the gallery file. */
    Result encode(SiameseComparator comparator, Path file) {
        PassedOver passedOver = new PassedOver();
        SortedMap<String, Path> files = ImageFiles.below(folder, passedOver);
        passedOver.messages(folder).forEach(this::message);
        Gallery gallery = Files.exists(file)
                ? Gallery.load(file, comparator)
                : Gallery.of(comparator, int8 ? Storage.INT8 : Storage.FLOAT32);
        List<Entry> missing = files.entrySet().stream()
                .map(each -> entry(each.getKey(), each.getValue()))
                .filter(entry -> gallery.entry(entry.id()).filter(entry::equals).isEmpty())
                .toList();
        gallery.remove(gone(gallery, files, passedOver));
        int added;
        try (ProgressDisplay progress = progress("encode")) {
            added = (int) comparator
                    .encoder()
                    .encodeAll(
                            missing.stream().map(entry -> Image.of(path(entry))).iterator(),
                            additions(gallery, file, missing, progress));
        }
        gallery.save(file);
        return new Result(gallery, added, missing.size() - added, passedOver.count());
    }

    /** Returns the entries whose files are gone. Files in folders that must not be read now may still be there. */
    private List<String> gone(Gallery gallery, SortedMap<String, Path> files, PassedOver passedOver) {
        List<String> denied = passedOver.deniedFolders().stream()
                .map(path -> ImageFiles.relative(folder, path) + "/")
                .toList();
        return gallery.entries().stream()
                .map(Entry::id)
                .filter(id -> !files.containsKey(id) && denied.stream().noneMatch(id::startsWith))
                .toList();
    }

    /** Returns a consumer that adds embeddings to the gallery as they come, and saves it from time to time. */
    private static EmbeddingConsumer additions(
            Gallery gallery, Path file, List<Entry> missing, ProgressDisplay progress) {
        return new EmbeddingConsumer() {

            private long nextSave = System.nanoTime() + BETWEEN_SAVES.toNanos();

            @Override
            public void accept(long index, Image image, Embedding embedding) {
                gallery.replace(missing.get((int) index), embedding);
                done(index);
            }

            @Override
            public void refuse(long index, Image image, ImageException failure) {
                String id = missing.get((int) index).id();
                gallery.remove(List.of(id));
                progress.message("skipped " + id + ": " + failure.getMessage());
                done(index);
            }

            private void done(long index) {
                progress.progressed(Stage.ENCODING, index + 1, missing.size());
                long start = System.nanoTime();
                if (start - nextSave > 0) {
                    gallery.save(file);
                    long end = System.nanoTime();
                    nextSave = end + Math.max(BETWEEN_SAVES.toNanos(), ENCODING_PER_SAVING * (end - start));
                }
            }
        };
    }

    /** Returns the entry of a file. Its payload holds the path, and size and time to notice changes. */
    private static Entry entry(String id, Path path) {
        try {
            return new Entry(
                    id,
                    label(id),
                    Files.size(path) + " " + Files.getLastModifiedTime(path).toMillis() + " " + path.toAbsolutePath());
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read the attributes of " + path + ": " + e, e);
        }
    }

    /** Returns the folders of an image, or its name without extension if it lies in the folder itself. */
    private static String label(String id) {
        int slash = id.lastIndexOf('/');
        int dot = id.lastIndexOf('.');
        return slash >= 0 ? id.substring(0, slash) : id.substring(0, dot);
    }

    /** Returns the file of an entry. */
    static Path path(Entry entry) {
        String[] parts = entry.payload().split(" ", 3);
        return Path.of(parts.length == 3 ? parts[2] : entry.id());
    }
}
