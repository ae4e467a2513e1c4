package io.github.siamese4j.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.internal.runtime.UseCount;
import org.junit.jupiter.api.Test;

/** A comparator that is not closed is released when it becomes unreachable. */
class ForgottenTest {

    @Test
    void aComparatorThatWasForgottenIsReleased() throws InterruptedException {
        int before = UseCount.open();
        loadAndForget();
        assertThat(UseCount.open()).isGreaterThan(before);
        for (int i = 0; i < 100 && UseCount.open() > before; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(UseCount.open()).isEqualTo(before);
    }

    private static void loadAndForget() {
        SiameseComparator comparator = TestModels.tiny();
        assertThat(comparator.similarity(TestModels.picture(0), TestModels.picture(1)))
                .isPositive();
    }
}
