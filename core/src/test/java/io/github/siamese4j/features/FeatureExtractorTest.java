package io.github.siamese4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.ImageException;
import io.github.siamese4j.ImageLimits;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import io.github.siamese4j.features.FeatureDescription.Hog;
import io.github.siamese4j.testing.GoldenImage;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {

    private static final FeatureExtractor EXTRACTOR = new FeatureExtractor(FeatureDescription.defaults());

    @Test
    void everyGoldenPictureGivesFiniteValues() {
        for (GoldenImage golden : GoldenImage.all()) {
            FeatureExtractor extractor = new FeatureExtractor(FeatureDescription.defaults(), GoldenImage.ALL_FORMATS);
            float[] features = extractor.extract(Image.of(golden.file()));
            assertThat(features).hasSize(1860);
            for (float value : features) {
                assertThat(Float.isFinite(value)).isTrue();
            }
        }
    }

    @Test
    void everyKindOfImageGivesTheSameVector() {
        GoldenImage golden = GoldenImage.named("rgb8.png");
        float[] features = EXTRACTOR.extract(Image.of(golden.file()));
        assertThat(EXTRACTOR.extract(Image.of(golden.bytes()))).isEqualTo(features);
        try (Mat pixels = opencv_imgcodecs.imread(golden.file().toString())) {
            assertThat(EXTRACTOR.extract(Image.of(pixels))).isEqualTo(features);
        }
    }

    @Test
    void edgesComeFirstThenTexture() {
        Preprocessing size = Preprocessing.letterbox(32, 48);
        Optional<Hog> hog = Optional.of(new Hog(8, 2, 6));
        Optional<Glcm> glcm = Optional.of(new Glcm(16, List.of(1, 5), List.of(45)));
        Image image = Image.of(GoldenImage.named("rgb8.png").file());
        float[] both = extract(new FeatureDescription(size, hog, glcm), image);
        float[] edges = extract(new FeatureDescription(size, hog, Optional.empty()), image);
        float[] texture = extract(new FeatureDescription(size, Optional.empty(), glcm), image);
        assertThat(both)
                .hasSize(edges.length + texture.length)
                .startsWith(edges)
                .endsWith(texture);
    }

    @Test
    void greyIsTheLumaOfTheColours() {
        BufferedImage colours = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        BufferedImage greys = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        for (int i = 0; i < 256; i++) {
            int rgb = random.nextInt(1 << 24);
            colours.setRGB(i % 16, i / 16, rgb);
            int luma = (int) Math.round(0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF));
            greys.setRGB(i % 16, i / 16, luma * 0x010101);
        }
        FeatureDescription description = new FeatureDescription(
                Preprocessing.letterbox(16, 16),
                Optional.of(new Hog(8, 1, 9)),
                Optional.of(new Glcm(256, List.of(1), List.of(0))));
        assertThat(extract(description, Image.of(colours))).isEqualTo(extract(description, Image.of(greys)));
    }

    @Test
    void aPictureThatCannotBeUsedIsRefusedAsAnywhere() {
        assertThatThrownBy(() -> EXTRACTOR.extract(Image.of(new byte[] {1, 2, 3})))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_UNSUPPORTED));
        ImageLimits small =
                new ImageLimits(10, 1 << 20, 100, ImageLimits.defaults().formats(), false);
        assertThatThrownBy(() -> new FeatureExtractor(FeatureDescription.defaults(), small)
                        .extract(Image.of(GoldenImage.named("rgb8.png").file())))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE));
    }

    @Test
    void threadsMayShareIt() throws Exception {
        List<Image> images = GoldenImage.all().stream()
                .filter(golden -> golden.toString().endsWith(".png"))
                .map(golden -> Image.of(golden.file()))
                .toList();
        List<float[]> alone = images.stream().map(EXTRACTOR::extract).toList();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> futures = new ArrayList<>();
            for (Image image : images) {
                futures.add(pool.submit(() -> EXTRACTOR.extract(image)));
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).get()).isEqualTo(alone.get(i));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static float[] extract(FeatureDescription description, Image image) {
        return new FeatureExtractor(description).extract(image);
    }
}
