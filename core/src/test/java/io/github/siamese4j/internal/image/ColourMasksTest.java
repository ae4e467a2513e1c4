package io.github.siamese4j.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ImageException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ColourMasksTest {

    private static final Bytes PIXELS =
            new Bytes("bitmap", ByteBuffer.wrap(new byte[] {(byte) 0xE0, 0x07, 0x1F, (byte) 0xF8}));

    @Test
    void eachRunOfBitsBecomesEightBits() {
        ColourMasks masks = new ColourMasks(0xF800, 0x7E0, 0x1F, 0);
        ByteBuffer bitmap = masks.rewrite(PIXELS, 0, 16, 2, 1);
        assertThat(bitmap.isDirect()).isTrue();
        byte[] pixels = new byte[8];
        bitmap.get(54, pixels);
        assertThat(pixels).containsExactly(0, 255, 0, 255, 0, 255, 0, 0);
    }

    @Test
    void aBitmapBeyondABufferIsRefused() {
        ColourMasks masks = new ColourMasks(0xF800, 0x7E0, 0x1F, 0);
        for (int height : new int[] {30_000, -30_000}) {
            assertThatThrownBy(() -> masks.rewrite(PIXELS, 0, 16, 30_000, height))
                    .isInstanceOfSatisfying(
                            ImageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE))
                    .hasMessageContaining("30000×30000");
        }
    }
}
