package io.github.siamese4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.internal.runtime.UseCount;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test that does not release native memory of JavaCPP, a session of ONNX Runtime, or a comparator. Registered
 * for all tests in {@code META-INF/services}.
 */
public final class NoNativeLeaks implements BeforeEachCallback, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(NoNativeLeaks.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public void beforeEach(ExtensionContext context) {
        // OpenCV allocates its constants at first use and keeps them.
        Scalar.all(0).close();
        context.getStore(NAMESPACE).put(Held.class, Held.now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Held before = context.getStore(NAMESPACE).getOrDefault(Held.class, Held.class, Held.now());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Held.now().exceeds(before) && System.nanoTime() < deadline) {
            // Another thread of the test may be about to release its resources.
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(Held.now().exceeds(before))
                .as("native memory before %s, after %s", before, Held.now())
                .isFalse();
    }

    private record Held(long bytes, long pointers, int guards) {

        static Held now() {
            return new Held(Pointer.totalBytes(), Pointer.totalCount(), UseCount.open());
        }

        boolean exceeds(Held other) {
            return bytes > other.bytes || pointers > other.pointers || guards > other.guards;
        }
    }
}
