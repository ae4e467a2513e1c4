package io.github.siamese4j.training.cli;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.Entry;
import io.github.siamese4j.gallery.Gallery;
import io.github.siamese4j.gallery.Storage;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import io.github.siamese4j.training.internal.data.PictureFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Brings a gallery file up to date with a folder: new and changed pictures are encoded, those that are gone are
 * removed. The file is saved again and again, so that a run that was stopped goes on where it was.
 */
final class FolderEncoder {

    private static final int BATCH = 32;
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(5);
    /** Saving a large gallery may take its time; so much longer goes to encoding. */
    private static final int ENCODING_PER_SAVING = 20;

    private final SiameseComparator comparator;
    private final Path file;
    private final Storage storage;
    private final PrintStream bars;
    private final Consumer<String> complaints;

    FolderEncoder(
            SiameseComparator comparator, Path file, Storage storage, PrintStream bars, Consumer<String> complaints) {
        this.comparator = comparator;
        this.file = file;
        this.storage = storage;
        this.bars = bars;
        this.complaints = complaints;
    }

    /**
     * What came of it.
     *
     * @param gallery with all usable pictures of the folder
     * @param added how many were encoded
     * @param skipped how many cannot be used
     */
    record Result(Gallery gallery, int added, int skipped) {}

    Result encode(Path folder) {
        SortedMap<String, Path> pictures = PictureFiles.below(folder);
        Gallery gallery = Files.exists(file) ? Gallery.load(file, comparator) : Gallery.of(comparator, storage);
        Map<Entry, Path> missing = new LinkedHashMap<>();
        pictures.forEach((id, path) -> {
            Entry entry = entry(id, path);
            if (gallery.entry(id).filter(entry::equals).isEmpty()) {
                missing.put(entry, path);
            }
        });
        gallery.remove(gallery.entries().stream()
                .map(Entry::id)
                .filter(id -> !pictures.containsKey(id))
                .toList());
        int skipped = encode(missing, gallery);
        gallery.save(file);
        return new Result(gallery, missing.size() - skipped, skipped);
    }

    private int encode(Map<Entry, Path> missing, Gallery gallery) {
        int skipped = 0;
        long nextSave = System.nanoTime() + BETWEEN_SAVES.toNanos();
        List<Entry> entries = new ArrayList<>(missing.keySet());
        try (ProgressBar bar = bar("encode", missing.size(), bars)) {
            for (int from = 0; from < entries.size(); from += BATCH) {
                List<Entry> batch = entries.subList(from, Math.min(entries.size(), from + BATCH));
                skipped += encodeBatch(batch, missing, gallery);
                bar.stepBy(batch.size());
                if (System.nanoTime() - nextSave > 0) {
                    long start = System.nanoTime();
                    gallery.save(file);
                    long end = System.nanoTime();
                    nextSave = end + Math.max(BETWEEN_SAVES.toNanos(), ENCODING_PER_SAVING * (end - start));
                }
            }
        }
        return skipped;
    }

    private int encodeBatch(List<Entry> batch, Map<Entry, Path> paths, Gallery gallery) {
        try {
            List<Embedding> embeddings = comparator
                    .encoder()
                    .encode(batch.stream()
                            .map(entry -> Image.of(paths.getOrDefault(entry, file)))
                            .toList());
            for (int i = 0; i < batch.size(); i++) {
                gallery.replace(batch.get(i), embeddings.get(i));
            }
            return 0;
        } catch (ImageException e) {
            if (batch.size() > 1) {
                return batch.stream()
                        .mapToInt(entry -> encodeBatch(List.of(entry), paths, gallery))
                        .sum();
            }
            gallery.remove(List.of(batch.get(0).id()));
            complaints.accept("skipped " + batch.get(0).id() + ": " + e.getMessage());
            return 1;
        }
    }

    /** A bar like those of the other commands. */
    static ProgressBar bar(String task, long steps, PrintStream out) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(1000)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(out, 100))
                .build();
    }

    /** The payload tells where the picture is, and whether it is still the same. */
    private static Entry entry(String id, Path path) {
        try {
            return new Entry(
                    id,
                    label(id),
                    Files.size(path) + " " + Files.getLastModifiedTime(path).toMillis() + " " + path.toAbsolutePath());
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot look at " + path + ": " + e, e);
        }
    }

    /** The folders around a picture; of one that is in none its name. */
    private static String label(String id) {
        int slash = id.lastIndexOf('/');
        int dot = id.lastIndexOf('.');
        return slash >= 0 ? id.substring(0, slash) : id.substring(0, dot);
    }

    /** Where the picture of an entry is. */
    static Path path(Entry entry) {
        String[] parts = entry.payload().split(" ", 3);
        return Path.of(parts.length == 3 ? parts[2] : entry.id());
    }
}
