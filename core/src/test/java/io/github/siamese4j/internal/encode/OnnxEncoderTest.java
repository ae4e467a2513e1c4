package io.github.siamese4j.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Embedding;
import io.github.siamese4j.EmbeddingConsumer;
import io.github.siamese4j.Encoder;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.InferenceException;
import io.github.siamese4j.Metric;
import io.github.siamese4j.OnnxOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.TestModels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An encoder whose embedding of a black image is infinite, because it is a logarithm. */
class OnnxEncoderTest {

    private static final Image BLACK = plain(Color.BLACK);
    private static final Image GREY = plain(Color.GRAY);

    private static Encoder encoder() {
        return Encoder.onnx(
                TestModels.path("../foreign/odd-nan-if-black.onnx"),
                OnnxOptions.defaults(),
                TestModels.onProcessor().withBatchSize(2));
    }

    private static Image plain(Color colour) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 8, 8);
        graphics.dispose();
        return Image.of(image);
    }

    @Test
    void infiniteEmbeddingsAreRefused() {
        try (Encoder encoder = encoder()) {
            assertThatThrownBy(() -> encoder.encode(List.of(GREY, GREY, GREY, BLACK)))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("image 3")
                    .extracting(e -> ((InferenceException) e).code())
                    .isEqualTo(ErrorCode.INFERENCE_FAILED);
            assertThat(encoder.encode(GREY).get(0)).isNegative();
        }
    }

    @Test
    void infiniteEmbeddingsDoNotEndASequence() {
        List<Long> accepted = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        EmbeddingConsumer consumer = new EmbeddingConsumer() {
            @Override
            public void accept(long index, Image image, Embedding embedding) {
                accepted.add(index);
            }

            @Override
            public void refuse(long index, Image image, ImageException failure) {
                refused.add(index + " " + failure.code());
            }
        };
        try (Encoder encoder = encoder()) {
            List<Image> images = List.of(GREY, GREY, GREY, BLACK, GREY);
            assertThat(encoder.encodeAll(images.iterator(), consumer)).isEqualTo(4);
        }
        assertThat(accepted).containsExactly(0L, 1L, 2L, 4L);
        assertThat(refused).containsExactly("3 INFERENCE_FAILED");
    }

    @Test
    void aMetricGivesNoScore() {
        try (Encoder encoder = encoder();
                SiameseComparator comparator = SiameseComparator.builder()
                        .encoder(encoder)
                        .scorer(Metric.COSINE)
                        .build()) {
            assertThatThrownBy(() -> comparator.similarity(GREY, BLACK)).isInstanceOf(InferenceException.class);
            assertThat(comparator.similarity(GREY, GREY)).isBetween(0.0, 1.0);
        }
    }
}
