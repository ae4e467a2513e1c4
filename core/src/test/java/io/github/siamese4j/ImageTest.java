package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ImageTest {

    @Test
    void readingTheBufferOfAnImageDoesNotMoveIt() {
        Image.Buffer image = new Image.Buffer(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        image.encoded().get(new byte[3]);
        assertThat(image.encoded().remaining()).isEqualTo(3);
        assertThat(image).hasToString("Buffer[3 bytes]");
    }
}
