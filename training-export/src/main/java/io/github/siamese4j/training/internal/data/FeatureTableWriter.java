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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Computes the features of all pictures below a folder into a table.
 *
 * <p>The table is CSV in UTF-8 (RFC 4180 with line feeds):
 *
 * <pre>{@code
 * # hog-glcm/1 size=128x128 fit=letterbox …
 * id,label,f0,f1,…
 * Greek/alpha/1.png,Greek/alpha,0.25,0.0,…
 * }</pre>
 *
 * The first line is a comment that holds the {@linkplain FeatureDescription#text() description}. The id is the path of
 * the picture relative to the folder, with {@code /} between names; the label is the id without its last name, and
 * empty for a picture that lies in the folder itself. Values are float32 and read back exactly. Rows come in the order
 * of their ids.
 *
 * <p>A table that exists is continued: its rows stay, a row that was cut off is dropped, pictures without a row are
 * appended. A run that was stopped and repeated gives the same file as one that was not, if the pictures are the same.
 */
public final class FeatureTableWriter {

    /** Rows that may wait for the one before them, per thread; bounds the memory. */
    private static final int AHEAD = 4;

    private final Path folder;
    private final FeatureExtractor extractor;
    private final int threads;

    /**
     * Prepares a run.
     *
     * @param folder where the pictures are
     * @param description what to compute
     * @param threads how many pictures are worked on at a time, at least 1
     */
    public FeatureTableWriter(Path folder, FeatureDescription description, int threads) {
        if (threads < 1) {
            throw new TrainingException(Code.CONFIG_INVALID, "threads must be at least 1: " + threads);
        }
        this.folder = folder;
        this.extractor = new FeatureExtractor(description, PictureReader.LIMITS);
        this.threads = threads;
    }

    /**
     * A picture without a row.
     *
     * @param id its path relative to the folder
     * @param code what is wrong with it
     * @param reason the same for people, beginning with the code
     */
    public record Skipped(String id, ErrorCode code, String reason) {}

    /**
     * What a run did.
     *
     * @param kept rows that were in the table before
     * @param added rows that were added
     * @param unlabelled rows of the table whose label is empty
     * @param skipped pictures that cannot be used
     */
    public record Result(int kept, int added, int unlabelled, List<Skipped> skipped) {
        /**
         * Copies the list.
         *
         * @param kept rows that were in the table before
         * @param added rows that were added
         * @param unlabelled rows of the table whose label is empty
         * @param skipped pictures that cannot be used
         */
        public Result {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Writes the rows that the table lacks. One process at a time may write a table.
     *
     * @param table the CSV file, continued if it exists
     * @param progress is told of each picture, by the calling thread
     * @return what was done
     * @throws TrainingException {@link Code#DATA_EMPTY} when there is no picture, {@link Code#DATA_LAYOUT} when a file
     *     name cannot stand in the table, {@link Code#CONFIG_INVALID} when the file is no table of the same features,
     *     {@link Code#DATA_CORRUPT} when it is damaged or no picture can be used, {@link Code#IO_FAILED}
     * @throws io.github.siamese4j.DeviceException if OpenCV cannot be loaded
     */
    public Result write(Path table, ProgressListener progress) {
        SortedMap<String, Path> pictures = pictures();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (FeatureTableFile file = FeatureTableFile.open(table, extractor.description())) {
            int kept = file.ids().size();
            List<Skipped> skipped = new ArrayList<>();
            pictures.keySet().removeAll(file.ids());
            addRows(file, pictures, pool, skipped, progress);
            file.force();
            if (kept + pictures.size() == skipped.size()) {
                throw new TrainingException(
                        Code.DATA_CORRUPT,
                        "no picture below " + folder + " can be used, the first because of "
                                + skipped.get(0).reason());
            }
            long unlabelled =
                    file.ids().stream().filter(id -> id.indexOf('/') < 0).count();
            return new Result(kept, file.ids().size() - kept, (int) unlabelled, skipped);
        } finally {
            pool.shutdownNow();
        }
    }

    private SortedMap<String, Path> pictures() {
        SortedMap<String, Path> pictures = PictureFiles.below(folder);
        if (pictures.isEmpty()) {
            throw new TrainingException(Code.DATA_EMPTY, "no picture below " + folder);
        }
        for (String id : pictures.keySet()) {
            // A row must be a line: what is cut off is found by the line break it lacks.
            if (id.indexOf('\n') >= 0 || id.indexOf('\r') >= 0) {
                throw new TrainingException(
                        Code.DATA_LAYOUT, "a file name with a line break cannot stand in a table; rename '" + id + "'");
            }
        }
        return pictures;
    }

    private void addRows(
            FeatureTableFile file,
            SortedMap<String, Path> pictures,
            ExecutorService pool,
            List<Skipped> skipped,
            ProgressListener progress) {
        Deque<Pending> window = new ArrayDeque<>();
        int done = 0;
        for (Map.Entry<String, Path> picture : pictures.entrySet()) {
            if (window.size() == AHEAD * threads) {
                window.remove().finish(file, skipped);
                progress.progressed(ProgressListener.Stage.ENCODING, ++done, pictures.size());
            }
            String id = picture.getKey();
            Path path = picture.getValue();
            window.add(new Pending(id, pool.submit(() -> FeatureTableFile.row(id, extractor.extract(Image.of(path))))));
        }
        while (!window.isEmpty()) {
            window.remove().finish(file, skipped);
            progress.progressed(ProgressListener.Stage.ENCODING, ++done, pictures.size());
        }
    }

    /** A row that is being computed. */
    private record Pending(String id, Future<byte[]> row) {

        void finish(FeatureTableFile file, List<Skipped> skipped) {
            try {
                file.append(id, row.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InferenceException(
                        ErrorCode.INTERRUPTED,
                        "interrupted while a table was written; run again, its rows are kept",
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
