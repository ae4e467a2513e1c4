package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ProgressListener;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes the features of all images below a folder to the file of a {@link FeatureTable}, with line feeds (RFC 4180).
 * The comment is the {@linkplain FeatureDescription#text() description}. The id is the path of the image relative to
 * the folder, with {@code /} between names. The label is the id without its last name; it is empty for an image in the
 * folder itself. Values can be read back exactly. Rows are ordered by their ids.
 *
 * <p>An existing table is continued: its rows stay, a truncated last row is dropped, and images without a row are
 * appended. For equal images, an interrupted and repeated run gives the same file as an uninterrupted one.
 */
public final class FeatureTableWriter {

    /** Number of rows per thread that may wait for an earlier row. It limits the memory. */
    private static final int AHEAD = 4;

    private final Path folder;
    private final FeatureExtractor extractor;
    private final int threads;

    /** Creates a writer that processes the given number of images at the same time, at least 1. */
    public FeatureTableWriter(Path folder, FeatureDescription description, int threads) {
        if (threads < 1) {
            throw new TrainingException(Code.CONFIG_INVALID, "threads must be at least 1: " + threads);
        }
        this.folder = folder;
        this.extractor = new FeatureExtractor(description, ImageFiles.LIMITS);
        this.threads = threads;
    }

    /** An image that cannot be used, by its path relative to the folder. The reason begins with the code. */
    public record Skipped(String id, ErrorCode code, String reason) {}

    /**
     * The numbers of rows that the table had before, of added rows and of all rows with an empty label; the images that
     * cannot be used; and the files that are no images.
     */
    public record Result(int kept, int added, int unlabelled, List<Skipped> skipped, PassedOver passedOver) {
        /** Copies the list. */
        public Result {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Writes the missing rows of a table. Only one process at a time may write a table. The calling thread reports each
     * image.
     *
     * @throws TrainingException {@link Code#DATA_EMPTY} if there is no image, {@link Code#DATA_LAYOUT} if a file name
     *     has a line break, {@link Code#CONFIG_INVALID} if the file is not a table of the same features,
     *     {@link Code#DATA_CORRUPT} if it is damaged or no image can be used
     */
    public Result write(Path table, ProgressListener progress) {
        PassedOver passedOver = new PassedOver();
        SortedMap<String, Path> images = images(passedOver);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (FeatureTableFile file = FeatureTableFile.open(table, extractor.description())) {
            int kept = file.ids().size();
            List<Skipped> skipped = new ArrayList<>();
            images.keySet().removeAll(file.ids());
            addRows(file, images, pool, skipped, progress);
            file.force();
            if (kept + images.size() == skipped.size()) {
                throw new TrainingException(
                        Code.DATA_CORRUPT,
                        "no image below " + folder + " can be used; the first failed with "
                                + skipped.get(0).reason());
            }
            long unlabelled =
                    file.ids().stream().filter(id -> id.indexOf('/') < 0).count();
            return new Result(kept, file.ids().size() - kept, (int) unlabelled, skipped, passedOver);
        } finally {
            pool.shutdownNow();
        }
    }

    private SortedMap<String, Path> images(PassedOver passedOver) {
        SortedMap<String, Path> images = ImageFiles.below(folder, passedOver);
        if (images.isEmpty()) {
            throw new TrainingException(
                    Code.DATA_EMPTY,
                    "no image below " + folder + passedOver.inParentheses(folder) + "; give a folder of images");
        }
        for (String id : images.keySet()) {
            // Every row must be a single line, because a missing line break marks a truncated row.
            if (id.indexOf('\n') >= 0 || id.indexOf('\r') >= 0) {
                throw new TrainingException(
                        Code.DATA_LAYOUT, "file names in a table must not have line breaks; rename '" + id + "'");
            }
        }
        return images;
    }

    private void addRows(
            FeatureTableFile file,
            SortedMap<String, Path> images,
            ExecutorService pool,
            List<Skipped> skipped,
            ProgressListener progress) {
        Deque<Pending> window = new ArrayDeque<>();
        Iterator<Map.Entry<String, Path>> waiting = images.entrySet().iterator();
        for (int done = 1; done <= images.size(); done++) {
            while (waiting.hasNext() && window.size() < AHEAD * threads) {
                Map.Entry<String, Path> image = waiting.next();
                window.add(new Pending(
                        image.getKey(),
                        pool.submit(() ->
                                FeatureTableFile.row(image.getKey(), extractor.extract(Image.of(image.getValue()))))));
            }
            window.remove().finish(file, skipped);
            progress.progressed(ProgressListener.Stage.ENCODING, done, images.size());
        }
    }

    /** A row in computation. */
    private record Pending(String id, Future<byte[]> row) {

        void finish(FeatureTableFile file, List<Skipped> skipped) {
            try {
                file.append(id, row.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InferenceException(
                        ErrorCode.INTERRUPTED,
                        "interrupted while a table was written; run again, complete rows are kept",
                        e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ImageException refused) {
                    skipped.add(new Skipped(id, refused.code(), String.valueOf(refused.getMessage())));
                } else if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                } else {
                    throw new IllegalStateException(e.getCause());
                }
            }
        }
    }
}
