package io.github.siamese4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final int WIDTH = 30;
    private static final int HEIGHT = 20;

    @Test
    void theHeatIsWhereTheEncoderLooks() {
        BufferedImage picture = noise(1);
        try (SiameseComparator comparator = looking(12, 8, 4)) {
            Explanation explanation = comparator.explain(Image.of(picture), Image.of(picture), 5, 2, (s, d, t) -> {});
            assertThat(explanation.score()).isEqualTo(1);
            for (Explanation.Side side : List.of(explanation.a(), explanation.b())) {
                assertThat(side.width()).isEqualTo(WIDTH);
                assertThat(side.height()).isEqualTo(HEIGHT);
                double inside = 0;
                float hottest = 0;
                for (int y = 0; y < HEIGHT; y++) {
                    for (int x = 0; x < WIDTH; x++) {
                        float heat = side.heat(x, y);
                        boolean reached = x > 12 - 5 && x < 16 + 4 && y > 8 - 5 && y < 12 + 4;
                        if (!reached) {
                            assertThat(heat).as("%d, %d", x, y).isZero();
                        }
                        if (x >= 12 && x < 16 && y >= 8 && y < 12) {
                            assertThat(heat).as("%d, %d", x, y).isPositive();
                            inside = Math.max(inside, heat);
                        }
                        hottest = Math.max(hottest, heat);
                    }
                }
                assertThat(inside).isEqualTo(hottest);
            }
        }
    }

    @Test
    void withoutOverlapTheHeatIsTheDropOfEachPlace() {
        BufferedImage a = noise(1);
        BufferedImage b = noise(2);
        List<String> steps = new ArrayList<>();
        try (SiameseComparator comparator = looking(0, 0, 20)) {
            Explanation explanation = comparator.explain(
                    Image.of(a), Image.of(b), 8, 8, (stage, done, total) -> steps.add(done + "/" + total));
            double score = comparator.similarity(a, b);
            assertThat(explanation.score()).isEqualTo(score);
            int mean = mean(b);
            for (int top = 0; top < HEIGHT; top += 8) {
                for (int left = 0; left < WIDTH; left += 8) {
                    BufferedImage covered = explanation.b().image();
                    for (int y = top; y < Math.min(HEIGHT, top + 8); y++) {
                        for (int x = left; x < Math.min(WIDTH, left + 8); x++) {
                            covered.setRGB(x, y, mean);
                        }
                    }
                    assertThat(explanation.b().heat(left, top))
                            .isCloseTo((float) (score - comparator.similarity(a, covered)), within(1e-6f));
                }
            }
            // 4 × 3 places in each
            assertThat(steps)
                    .startsWith("2/26", "3/26")
                    .contains("14/26", "15/26")
                    .endsWith("26/26");
        }
    }

    @Test
    void whatTheModelSeesIsEncodedAsThePictureIs() {
        Image picture = Image.of(TestModels.picture(0));
        try (SiameseComparator comparator = TestModels.tiny()) {
            Encoder encoder = comparator.encoder();
            assertThat(encoder.encode(Image.of(encoder.fitted(picture)))).isEqualTo(encoder.encode(picture));
            Explanation explanation = comparator.explain(picture, Image.of(TestModels.picture(1)));
            assertThat(explanation.a().heat()).hasSize(8 * 8);
            assertThat(explanation.score())
                    .isEqualTo(comparator.similarity(TestModels.picture(0), TestModels.picture(1)));
        }
    }

    @Test
    void refusesWhatCannotBeExplained() {
        Image picture = Image.of(noise(1));
        try (SiameseComparator comparator = TestModels.tiny()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> comparator.explain(picture, picture, 3, 4, (s, d, t) -> {}))
                    .withMessageContaining("3 and 4");
        }
        try (SiameseComparator features =
                SiameseComparator.load(TestModels.path("features-described"), TestModels.onProcessor())) {
            assertThatThrownBy(() -> features.explain(picture, picture))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_MISMATCH));
        }
    }

    private static BufferedImage noise(long seed) {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            picture.setRGB(i % WIDTH, i / WIDTH, random.nextInt(1 << 24));
        }
        return picture;
    }

    private static int mean(BufferedImage picture) {
        int[] mean = new int[3];
        for (int channel = 0; channel < 3; channel++) {
            int shift = 8 * channel;
            long sum = 0;
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                sum += picture.getRGB(i % WIDTH, i / WIDTH) >> shift & 0xFF;
            }
            mean[channel] = (int) (sum / (WIDTH * HEIGHT));
        }
        return mean[2] << 16 | mean[1] << 8 | mean[0];
    }

    private static SiameseComparator looking(int left, int top, int side) {
        return SiameseComparator.builder()
                .encoder(new Window(left, top, side))
                .scorer(Metric.EUCLIDEAN)
                .build();
    }

    /** Encodes one square of the image and ignores the rest. */
    private record Window(int left, int top, int side) implements Encoder {

        @Override
        public Embeddings encode(List<? extends Image> images) {
            List<Embedding> embeddings = new ArrayList<>();
            for (Image image : images) {
                BufferedImage picture = ((Image.Buffered) image).image();
                float[] values = new float[side * side];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (picture.getRGB(left + i % side, top + i / side) & 0xFF) / 255f;
                }
                embeddings.add(Embedding.of(values));
            }
            return Embeddings.of(embeddings);
        }

        @Override
        public BufferedImage fitted(Image image) {
            return ((Image.Buffered) image).image();
        }

        @Override
        public int dimension() {
            return side * side;
        }

        @Override
        public Device device() {
            return Device.CPU;
        }

        @Override
        public void close() {
            // nothing to release
        }
    }
}
