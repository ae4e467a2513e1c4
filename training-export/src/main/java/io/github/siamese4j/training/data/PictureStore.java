package io.github.siamese4j.training.data;

import io.github.siamese4j.ImageException;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures by number, kept in memory up to a limit and decoded again on demand above it. Safe for use by several
 * threads.
 */
public final class PictureStore {
    private final List<Path> files;
    private final PictureReader reader;
    private final AtomicReferenceArray<@Nullable Picture> kept;

    private PictureStore(List<Path> files, PictureReader reader, AtomicReferenceArray<@Nullable Picture> kept) {
        this.files = files;
        this.reader = reader;
        this.kept = kept;
    }

    /**
     * Decodes all files once, in parallel.
     *
     * @param files the picture files
     * @param reader decodes one of them
     * @param maxBytes how many bytes of pixels may stay in memory
     * @param failures receives a line for each file that cannot be decoded
     * @return the store; the numbers of failed files must not be asked for
     */
    static PictureStore load(List<Path> files, PictureReader reader, long maxBytes, List<Failure> failures) {
        AtomicReferenceArray<@Nullable Picture> kept = new AtomicReferenceArray<>(files.size());
        AtomicLong used = new AtomicLong();
        List<Failure> failed = IntStream.range(0, files.size())
                .parallel()
                .mapToObj(i -> {
                    try {
                        Picture picture = reader.read(files.get(i));
                        long bytes = (long) picture.width() * picture.height() * picture.channels();
                        if (used.addAndGet(bytes) <= maxBytes) {
                            kept.set(i, picture);
                        }
                        return new ArrayList<Failure>();
                    } catch (ImageException e) {
                        return new ArrayList<>(List.of(new Failure(i, String.valueOf(e.getMessage()))));
                    }
                })
                .flatMap(List::stream)
                .toList();
        failures.addAll(failed);
        return new PictureStore(List.copyOf(files), reader, kept);
    }

    /**
     * A picture.
     *
     * @param index its number, from 0
     * @return the decoded picture
     * @throws TrainingException {@link Code#DATA_CORRUPT} when the file cannot be decoded any more
     */
    public Picture get(int index) {
        Picture picture = kept.get(index);
        if (picture != null) {
            return picture;
        }
        try {
            return reader.read(files.get(index));
        } catch (ImageException e) {
            throw new TrainingException(
                    Code.DATA_CORRUPT, "a picture was readable at the start and is not any more: " + e.getMessage(), e);
        }
    }

    /**
     * How many pictures there are.
     *
     * @return the count, unreadable files included
     */
    public int size() {
        return files.size();
    }

    /** A file that cannot be decoded; the reason names it. */
    record Failure(int index, String reason) {}
}
