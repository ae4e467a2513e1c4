package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.ImageException;
import io.github.siamese4j.Preprocessing;
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
    private final Memory memory;
    private final AtomicReferenceArray<@Nullable Picture> kept;
    /** At the size of the network, where those kept are larger. */
    private final AtomicReferenceArray<@Nullable Picture> fitted;

    private PictureStore(List<Path> files, PictureReader reader, long maxBytes) {
        this.files = List.copyOf(files);
        this.reader = reader;
        this.memory = new Memory(maxBytes);
        this.kept = new AtomicReferenceArray<>(files.size());
        this.fitted = new AtomicReferenceArray<>(files.size());
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
        PictureStore store = new PictureStore(files, reader, maxBytes);
        List<Failure> failed = IntStream.range(0, files.size())
                .parallel()
                .mapToObj(i -> {
                    try {
                        store.memory.keep(store.kept, i, store.read(i));
                        return new ArrayList<Failure>();
                    } catch (ImageException e) {
                        return new ArrayList<>(List.of(new Failure(i, String.valueOf(e.getMessage()))));
                    }
                })
                .flatMap(List::stream)
                .toList();
        failures.addAll(failed);
        return store;
    }

    /**
     * A picture at the size of the network, just as the model sees it in use.
     *
     * @param index its number, from 0
     * @return the decoded picture
     * @throws TrainingException {@link Code#DATA_CORRUPT} when the file cannot be decoded any more
     */
    public Picture get(int index) {
        Picture picture = kept.get(index);
        if (picture != null && isFitted(picture)) {
            return picture;
        }
        picture = fitted.get(index);
        if (picture != null) {
            return picture;
        }
        try {
            picture = reader.read(files.get(index));
        } catch (ImageException e) {
            throw notAnyMore(e);
        }
        if (reader.isDetailed()) {
            // Pictures for validation: the same ones each time.
            memory.keep(fitted, index, picture);
        }
        return picture;
    }

    /**
     * A picture with its own shape, larger than the network takes it; at the size of the network if the reader of this
     * store reads no other.
     *
     * @param index its number, from 0
     * @return the decoded picture
     * @throws TrainingException {@link Code#DATA_CORRUPT} when the file cannot be decoded any more
     */
    public Picture detailed(int index) {
        Picture picture = kept.get(index);
        if (picture != null) {
            return picture;
        }
        try {
            return read(index);
        } catch (ImageException e) {
            throw notAnyMore(e);
        }
    }

    private Picture read(int index) {
        Path file = files.get(index);
        return reader.isDetailed() ? reader.readDetailed(file) : reader.read(file);
    }

    private boolean isFitted(Picture picture) {
        Preprocessing size = preprocessing();
        return picture.width() == size.width() && picture.height() == size.height();
    }

    private static TrainingException notAnyMore(ImageException cause) {
        return new TrainingException(
                Code.DATA_CORRUPT,
                "a picture was readable at the start and is not any more: " + cause.getMessage(),
                cause);
    }

    /**
     * What the pictures are decoded for.
     *
     * @return the size of the network, and how pictures are brought to it
     */
    public Preprocessing preprocessing() {
        return reader.preprocessing();
    }

    /**
     * Whether {@link #detailed} gives more than {@link #get}.
     *
     * @return true when pictures are kept larger than the network takes them
     */
    public boolean isDetailed() {
        return reader.isDetailed();
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

    /** Counts what is kept, up to a limit. */
    private static final class Memory {
        private final AtomicLong left;

        Memory(long maxBytes) {
            this.left = new AtomicLong(maxBytes);
        }

        void keep(AtomicReferenceArray<@Nullable Picture> pictures, int index, Picture picture) {
            long bytes = (long) picture.width() * picture.height() * picture.channels();
            if (left.addAndGet(-bytes) < 0 || !pictures.compareAndSet(index, null, picture)) {
                left.addAndGet(bytes);
            }
        }
    }
}
