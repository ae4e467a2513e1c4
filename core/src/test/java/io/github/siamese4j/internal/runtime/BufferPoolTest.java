package io.github.siamese4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Device;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.ModelSource;
import io.github.siamese4j.TestModels;
import io.github.siamese4j.internal.model.OnnxFile;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPoolTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 1023, 1024, 1025})
    void aBufferIsDirectNativeAndOfTheRequestedSize(int bytes) {
        BufferPool pool = new BufferPool(1);
        try (BufferPool.Loan loan = pool.tryTake(bytes).orElseThrow()) {
            assertThat(loan.bytes().isDirect()).isTrue();
            assertThat(loan.bytes().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(loan.bytes().capacity()).isEqualTo(bytes);
            assertThat(loan.bytes().position()).isZero();
        }
    }

    @Test
    void returnedBuffersAreReusedForSimilarSizes() {
        BufferPool pool = new BufferPool(2);
        Set<Long> addresses = new HashSet<>();
        for (int bytes : new int[] {1000, 600, 1024, 513}) {
            try (BufferPool.Loan loan = pool.tryTake(bytes).orElseThrow();
                    BytePointer address = new BytePointer(loan.bytes())) {
                addresses.add(address.address());
            }
        }
        assertThat(addresses).hasSize(1);
    }

    @Test
    void lentBuffersAreDistinctAndLimited() {
        BufferPool pool = new BufferPool(2);
        try (BufferPool.Loan first = pool.tryTake(64).orElseThrow();
                BufferPool.Loan second = pool.tryTake(64).orElseThrow()) {
            first.bytes().put(0, (byte) 1);
            second.bytes().put(0, (byte) 2);
            assertThat(first.bytes().get(0)).isEqualTo((byte) 1);
            assertThat(pool.tryTake(64)).isEmpty();
        }
        // Closing twice must not give back two permits.
        BufferPool.Loan third = pool.tryTake(64).orElseThrow();
        third.close();
        third.close();
        BufferPool.Loan fourth = pool.tryTake(64).orElseThrow();
        BufferPool.Loan fifth = pool.tryTake(64).orElseThrow();
        assertThat(pool.tryTake(64)).isEmpty();
        fourth.close();
        fifth.close();
    }

    @Test
    void aFailedAllocationGivesThePermitBack() {
        BufferPool pool = new BufferPool(1);
        assertThatThrownBy(() -> pool.tryTake(-1)).isInstanceOf(RuntimeException.class);
        assertThat(pool.tryTake(1)).isPresent();
    }

    @Test
    void takeWaitsForABufferNoLongerThanTheDeadline() throws InterruptedException {
        OnnxFile file = OnnxFile.read(ModelSource.of(TestModels.path("tiny")), "encoder.onnx");
        BufferPool pool = new BufferPool(1);
        try (ModelSession session = ModelSession.open(
                        file, Device.CPU, TestModels.onProcessor().withDeadline(Duration.ofSeconds(1)));
                BufferPool.Loan lent = pool.tryTake(8).orElseThrow()) {
            try (ModelSession.Call call = session.call()) {
                assertThatThrownBy(() -> pool.take(call, 8))
                        .isInstanceOfSatisfying(
                                InferenceException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
            }
            Thread returning = new Thread(lent::close);
            try (ModelSession.Call call = session.call()) {
                returning.start();
                pool.take(call, 8).close();
            }
            returning.join();
        }
    }
}
