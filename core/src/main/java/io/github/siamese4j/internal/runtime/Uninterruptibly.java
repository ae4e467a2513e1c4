package io.github.siamese4j.internal.runtime;

import java.util.concurrent.CountDownLatch;

/** Waits that an interrupt does not end. */
final class Uninterruptibly {

    private Uninterruptibly() {}

    /** Waits until the latch is open and keeps the interrupt status of the thread. */
    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
