package io.github.siamese4j.training.internal.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.training.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EncodingProgressTest {

    @Test
    void theTimeLeftIsMeasuredWithoutTheFirstBatch() {
        List<String> messages = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        };
        AtomicLong seconds = new AtomicLong();
        EncodingProgress progress = new EncodingProgress(100, 260, listener, () -> seconds.get() * 1_000_000_000);
        progress.begin();
        // The first batch takes 20 seconds, the others 4, which is 8 images a second.
        seconds.set(20);
        for (int batch = 0; batch < 5; batch++) {
            for (int i = 1; i <= 32; i++) {
                progress.done(100 + 32 * batch + i);
            }
            seconds.addAndGet(4);
        }
        assertThat(messages.get(0)).startsWith("encoding 160 images and views");
        assertThat(messages)
                .containsExactly(
                        "encoding 160 images and views, after 100 that are there already",
                        "encoded 133 of 260, 8 per second, 0:16 left",
                        "encoded 229 of 260, 8 per second, 0:04 left",
                        "encoded 260 of 260, 4 per second");
    }
}
