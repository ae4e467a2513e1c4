package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.ImageException;
import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decoded images by index. Images are kept in memory up to a limit, and decoded again on demand beyond it. Thread-safe.
 */
public final class ImageCache {
    private final List<Path> files;
    private final ImageLoader loader;
    private final AtomicLong bytesLeft;
    /** Images at their own shape, or at the size of the network if the loader loads no others. */
    private final AtomicReferenceArray<@Nullable Pixels> detailed;
    /** Images at the size of the network. */
    private final AtomicReferenceArray<@Nullable Pixels> fitted;

    private ImageCache(List<Path> files, ImageLoader loader, long maxBytes) {
        this.files = List.copyOf(files);
        this.loader = loader;
        this.bytesLeft = new AtomicLong(maxBytes);
        this.detailed = new AtomicReferenceArray<>(files.size());
        this.fitted = loader.isDetailed() ? new AtomicReferenceArray<>(files.size()) : detailed;
    }

    /**
     * Decodes all files once, in parallel, and keeps at most the given bytes of pixels in memory. Adds the files that
     * cannot be decoded, in order; their indices must not be used.
     */
    static ImageCache load(List<Path> files, ImageLoader loader, long maxBytes, List<Failure> failures) {
        ImageCache cache = new ImageCache(files, loader, maxBytes);
        failures.addAll(IntStream.range(0, files.size())
                .parallel()
                .mapToObj(cache::tryLoad)
                .flatMap(Optional::stream)
                .toList());
        return cache;
    }

    private Optional<Failure> tryLoad(int index) {
        try {
            keep(detailed, index, loader.loadDetailed(files.get(index)));
            return Optional.empty();
        } catch (ImageException e) {
            return Optional.of(new Failure(index, String.valueOf(e.getMessage())));
        }
    }

    /** Returns the file of an image. */
    public Path file(int index) {
        return files.get(index);
    }

    /** Returns an image at the size of the network, as the model sees it in use. */
    public Pixels get(int index) {
        Pixels own = detailed.get(index);
        if (own != null
                && own.width() == preprocessing().width()
                && own.height() == preprocessing().height()) {
            return own;
        }
        Pixels kept = fitted.get(index);
        if (kept != null) {
            return kept;
        }
        Pixels pixels = decode(index, loader::load);
        if (loader.isDetailed()) {
            // Validation uses the same images every time.
            keep(fitted, index, pixels);
        }
        return pixels;
    }

    /**
     * Returns an image at its own shape, larger than the network's input. If {@link #isDetailed()} is false, returns
     * the image at the size of the network.
     */
    public Pixels detailed(int index) {
        Pixels kept = detailed.get(index);
        return kept != null ? kept : decode(index, loader::loadDetailed);
    }

    private Pixels decode(int index, Function<Path, Pixels> load) {
        try {
            return load.apply(files.get(index));
        } catch (ImageException e) {
            throw new TrainingException(
                    Code.DATA_CORRUPT, "an image was readable at the start but no longer is: " + e.getMessage(), e);
        }
    }

    private void keep(AtomicReferenceArray<@Nullable Pixels> images, int index, Pixels pixels) {
        long bytes = (long) pixels.width() * pixels.height() * (pixels.isGrey() ? 1 : 3);
        if (bytesLeft.addAndGet(-bytes) < 0 || !images.compareAndSet(index, null, pixels)) {
            bytesLeft.addAndGet(bytes);
        }
    }

    /** Returns the size of the network, the fit and the interpolation. */
    public Preprocessing preprocessing() {
        return loader.preprocessing();
    }

    /** Returns whether {@link #detailed} returns larger images than {@link #get}. */
    public boolean isDetailed() {
        return loader.isDetailed();
    }

    /** Returns the number of images, unreadable files included. */
    public int size() {
        return files.size();
    }

    /** A file that cannot be decoded. The reason names the file. */
    record Failure(int index, String reason) {}
}
