package io.github.siamese4j.training.internal.frozen;

import io.github.siamese4j.ImageException;
import io.github.siamese4j.training.TrainingListener;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Reports the progress of encoding: at the beginning, after the first images, and from time to time. The time left is
 * measured without the first batch, during which the encoder warms up.
 */
final class EncodingProgress {

    private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();
    private static final long MEASURED = Duration.ofSeconds(2).toNanos();
    private static final int LISTED = 20;

    private final int before;
    private final int total;
    private final TrainingListener listener;
    private final LongSupplier nanoTime;
    private long begin;
    private long start;
    private long counted;
    private long last;
    private boolean estimated;
    private int refused;

    /** Creates the progress from a number of embeddings that are there already. */
    EncodingProgress(int before, int total, TrainingListener listener) {
        this(before, total, listener, System::nanoTime);
    }

    EncodingProgress(int before, int total, TrainingListener listener, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.counted = before;
        this.before = before;
        this.total = total;
        this.listener = listener;
    }

    void begin() {
        listener.onMessage("encoding " + (total - before) + " images and views"
                + (before == 0 ? "" : ", after " + before + " that are there already"));
        begin = nanoTime.getAsLong();
        start = begin;
        last = start;
    }

    void done(long count) {
        long now = nanoTime.getAsLong();
        if (count == before + 1 && count < total) {
            // The first batch is finished. Another image arrives with each batch.
            start = now;
            last = now;
            counted = count;
            return;
        }
        boolean first = !estimated && now - start > MEASURED;
        if (count == total || first || now - last > BETWEEN_LINES) {
            estimated = true;
            last = now;
            double perSecond = count == total
                    ? (count - before) * 1e9 / Math.max(1, now - begin)
                    : (count - counted) * 1e9 / Math.max(1, now - start);
            long left = Math.round((total - count) / perSecond);
            listener.onMessage(String.format(
                    Locale.ROOT,
                    "encoded %d of %d, %.0f per second%s",
                    count,
                    total,
                    perSecond,
                    count == total ? "" : String.format(Locale.ROOT, ", %d:%02d left", left / 60, left % 60)));
        }
    }

    void refused(long count, ImageException failure) {
        if (++refused <= LISTED) {
            listener.onMessage("skipped: " + failure.getMessage());
        }
        done(count);
    }
}
