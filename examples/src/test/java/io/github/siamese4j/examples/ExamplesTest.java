package io.github.siamese4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.siamese4j.Comparison;
import io.github.siamese4j.Device;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.GalleryException;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.SiameseComparator;
import io.github.siamese4j.gallery.ApproximateIndex;
import io.github.siamese4j.gallery.Gallery;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

    private static final Path MODEL = Path.of("models/omniglot-vgg16");
    private static final Path IMAGES = Path.of("images");

    @TempDir
    private Path folder;

    @Test
    void compareTwoImagesPrintsAScoreAndADecision() {
        assertThat(printed(() -> CompareTwoImages.main(pair("alpha-1.png", "alpha-2.png"))))
                .matches("(?s)similarity [01]\\.\\d{4}, (same|different), on (CPU|CUDA:0)\\R"
                        + "same with probability [01]\\.\\d{3}\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"omniglot-vgg16", "omniglot-light"})
    void theShippedModelsTellLettersApartSymmetrically(String model) {
        RuntimeOptions options = RuntimeOptions.defaults().withDevice(Device.CPU);
        try (SiameseComparator comparator = SiameseComparator.load(Path.of("models", model), options)) {
            assertThat(comparator.selfScore().orElseThrow()).isBetween(0.99, 1.0);
            for (String letter : new String[] {"alpha", "beta", "bengali"}) {
                Path one = IMAGES.resolve(letter + "-1.png");
                Path two = IMAGES.resolve(letter + "-2.png");
                double same = comparator.similarity(one, two);
                assertThat(comparator.similarity(two, one)).isEqualTo(same);
                assertThat(comparator.similarity(one, one))
                        .isEqualTo(comparator.selfScore().orElseThrow());
                for (String other : new String[] {"alpha", "beta", "bengali"}) {
                    if (!other.equals(letter)) {
                        assertThat(same)
                                .as("%s beside %s", letter, other)
                                .isGreaterThan(comparator.similarity(one, IMAGES.resolve(other + "-2.png")));
                    }
                }
            }
        }
    }

    @Test
    void thePhotographsModelTellsACopyFromOtherPhotographs() {
        RuntimeOptions options = RuntimeOptions.defaults().withDevice(Device.CPU);
        try (SiameseComparator comparator = SiameseComparator.load(Path.of("models/photos"), options)) {
            Path jacket = IMAGES.resolve("jacket.jpg");
            Comparison copy = comparator.compare(jacket, IMAGES.resolve("jacket-copy.jpg"));
            assertThat(copy.same()).isTrue();
            assertThat(copy.probability().orElseThrow()).isGreaterThan(0.99);
            assertThat(comparator.similarity(IMAGES.resolve("jacket-copy.jpg"), jacket))
                    .isEqualTo(copy.score());
            for (String other : new String[] {"vest.jpg", "sandals.jpg"}) {
                Comparison different = comparator.compare(jacket, IMAGES.resolve(other));
                assertThat(different.same()).as(other).isFalse();
                assertThat(different.probability().orElseThrow()).as(other).isLessThan(0.05);
            }
        }
    }

    @Test
    void trainAndExportMakesAModelThatCompares() {
        String printed = printed(() -> {
            String[] arguments = {"data/omniglot-tiny", folder.toString(), "12"};
            TrainAndExport.main(arguments);
        });
        assertThat(printed).contains("similarity ");
        assertThat(folder.resolve("model/encoder.onnx")).isRegularFile();
        assertThat(folder.resolve("run/curves.png")).isRegularFile();
    }

    @Test
    void calibrateThresholdFindsAThresholdThatMeansSomething() {
        Matcher lines = Pattern.compile("from score (0\\.\\d{4}) on the same \\(the model says 0\\.\\d{4}\\)\\R"
                        + "the same with probability (0\\.\\d{2}) there\\R")
                .matcher(printed(() -> CalibrateThreshold.main(
                        new String[] {MODEL.toString(), "data/omniglot-tiny/images_background/Hebrew"})));
        assertThat(lines.matches()).isTrue();
        assertThat(Double.parseDouble(lines.group(1))).isBetween(0.1, 0.999);
        assertThat(Double.parseDouble(lines.group(2))).isBetween(0.3, 0.99);
    }

    @Test
    void oneShotClassifierRecognizesACharacterItSawOnce() {
        for (String character : List.of("alpha", "beta", "bengali")) {
            assertThat(printed(() -> OneShotClassifier.main(arguments(character + "-2.png")))
                            .lines())
                    .hasSize(3)
                    .first()
                    .asString()
                    .endsWith("  " + character);
        }
    }

    @Test
    void findDuplicatesFindsTheCopiesAndNothingElse() {
        assertThat(printed(() -> FindDuplicates.main(new String[] {"models/photos", IMAGES.toString()}))
                        .lines())
                .containsExactly("jacket-copy.jpg = jacket.jpg");
    }

    @Test
    void gallerySearchFindsThePictureAndKeepsItsGallery() {
        String latin = "data/omniglot-tiny/images_background/Latin";
        Path kept = folder.resolve("latin.gallery");
        String[] arguments = {MODEL.toString(), latin, latin + "/character03/0685_10.png", kept.toString()};
        String found = printed(() -> GallerySearch.main(arguments));
        assertThat(found.lines()).hasSize(6).first().asString().startsWith("60 images; ");
        assertThat(found).contains("character03/0685_10.png");
        assertThat(kept).isRegularFile();
        assertThat(printed(() -> GallerySearch.main(arguments))).isEqualTo(found);
    }

    /** The class path of this module has no jvector. */
    @Test
    void withoutItsLibraryTheApproximateIndexSaysWhatIsMissing() {
        try (SiameseComparator comparator = SiameseComparator.load(MODEL)) {
            Gallery gallery = Gallery.of(comparator);
            assertThatExceptionOfType(GalleryException.class)
                    .isThrownBy(() -> ApproximateIndex.of(gallery))
                    .withMessageContaining("io.github.jbellis:jvector")
                    .extracting(GalleryException::code)
                    .isEqualTo(ErrorCode.GALLERY_INDEX_UNAVAILABLE);
        }
    }

    private static String[] arguments(String... images) {
        return Stream.concat(
                        Stream.of(MODEL.toString(), IMAGES.toString()),
                        Stream.of(images).map(IMAGES::resolve).map(Path::toString))
                .toArray(String[]::new);
    }

    private static String[] pair(String a, String b) {
        return new String[] {
            MODEL.toString(), IMAGES.resolve(a).toString(), IMAGES.resolve(b).toString()
        };
    }

    @FunctionalInterface
    private interface Program {
        void run() throws Exception;
    }

    private static String printed(Program program) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } catch (Exception e) {
            throw new AssertionError("the example failed", e);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
