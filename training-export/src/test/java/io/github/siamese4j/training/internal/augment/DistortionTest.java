package io.github.siamese4j.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.CropAugmentation;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.JitterAugmentation;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.internal.data.Dataset;
import io.github.siamese4j.training.internal.data.FolderScan;
import io.github.siamese4j.training.internal.data.ImageCache;
import io.github.siamese4j.training.internal.data.ImageLoader;
import io.github.siamese4j.training.internal.sampling.Sample;
import java.awt.Color;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistortionTest {
    private static final int SIDE = 20;
    private static final Preprocessing NETWORK = Preprocessing.letterbox(SIDE, SIDE);
    private static final CropAugmentation CROP = CropAugmentation.standard();
    private static final JitterAugmentation JITTER = JitterAugmentation.standard();

    @TempDir
    Path root;

    /** Returns drawings of 33×33 pixels and plain colours of three other shapes. */
    private Dataset mixed(double detail) {
        Pictures.grouped(root, 1, 2, 2, 33);
        Pictures.plain(root.resolve("group0/colour/a.png"), 90, 30, Color.RED);
        Pictures.plain(root.resolve("group0/colour/b.png"), 12, 50, Color.GREEN);
        Pictures.plain(root.resolve("group0/colour/c.png"), 300, 200, Color.BLUE);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        return Dataset.load(scan, new ImageLoader(NETWORK, detail), Long.MAX_VALUE, 0);
    }

    private static List<Sample> all(ImageCache store, long seed) {
        return IntStream.range(0, store.size())
                .mapToObj(i -> new Sample(i, 0, i % 4, seed + i))
                .toList();
    }

    private static byte[] bytes(PixelBatch batch) {
        byte[] bytes = new byte[batch.pixels().remaining()];
        batch.pixels().duplicate().get(bytes);
        return bytes;
    }

    @Test
    void keepsPicturesToBeCutLargerAndOfTheirShape() {
        ImageCache store = mixed(2).images();
        // By class name: two drawings of class0, two of class1, then the colours.
        assertThat(IntStream.range(0, 7).mapToObj(store::detailed).map(p -> p.width() + "x" + p.height()))
                .containsExactly("33x33", "33x33", "33x33", "33x33", "90x30", "12x50", "60x40");
        assertThat(store.get(4).width()).isEqualTo(SIDE);
    }

    @Test
    void showsPicturesWithoutDistortionAsTheModelSeesThemInUse() {
        Dataset large = mixed(2);
        Dataset fitted = mixed(0);
        List<Sample> upright =
                IntStream.range(0, 7).mapToObj(i -> new Sample(i, 0, 0, i)).toList();
        PixelBatch wanted = new BatchRenderer(fitted.images(), Augmentation.none()).render(upright);
        PixelBatch found = new BatchRenderer(large.images(), Augmentation.none()).render(upright);
        assertThat(bytes(found)).isEqualTo(bytes(wanted));
        // Again, from the cache.
        assertThat(bytes(new BatchRenderer(large.images(), Augmentation.none()).render(upright)))
                .isEqualTo(bytes(wanted));
    }

    @Test
    void refusesToCutPicturesThatAreKeptSmall() {
        ImageCache store = mixed(0).images();
        assertThatThrownBy(() -> new BatchRenderer(store, Augmentation.of(CROP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ImageLoader");
    }

    @Test
    void dependsOnTheSampleAloneWithMixedSizesAndChannelsInABatch() {
        ImageCache store = mixed(2).images();
        for (Augmentation augmentation : List.of(Augmentation.of(CROP), Augmentation.of(JITTER))) {
            BatchRenderer renderer = new BatchRenderer(store, augmentation);
            PixelBatch batch = renderer.render(all(store, 1));
            assertThat(batch.channels()).isEqualTo(3);
            assertThat(batch.pixels().remaining()).isEqualTo(7 * SIDE * SIDE * 3);
            byte[] together = bytes(batch);
            assertThat(bytes(new BatchRenderer(store, augmentation).render(all(store, 1))))
                    .isEqualTo(together);
            assertThat(bytes(renderer.render(all(store, 2)))).isNotEqualTo(together);
            byte[] last = bytes(renderer.render(all(store, 1).subList(6, 7)));
            assertThat(last).isEqualTo(Arrays.copyOfRange(together, 6 * last.length, 7 * last.length));
        }
    }

    @Test
    void drawsBoxesOfTheAskedAreaAndAspectInsideThePicture() {
        SplittableRandom random = new SplittableRandom(7);
        CropDistortion distortion = new CropDistortion(CROP);
        double meanArea = 0;
        int right = 0;
        for (int i = 0; i < 2000; i++) {
            CropDistortion.Box box = distortion.draw(random, 200, 200);
            double share = box.width() * box.height() / 40000.0;
            double aspect = (double) box.width() / box.height();
            assertThat(box.x() + box.width()).isLessThanOrEqualTo(200);
            assertThat(box.y() + box.height()).isLessThanOrEqualTo(200);
            assertThat(share).isBetween(0.245, 1.0);
            assertThat(aspect).isBetween(0.74, 1.35);
            meanArea += share / 2000;
            right += 2 * box.x() + box.width() > 200 ? 1 : 0;
        }
        // Large areas of extreme aspect do not fit and are redrawn, which lowers the mean from 0.625.
        assertThat(meanArea).isBetween(0.52, 0.62);
        assertThat(right).isBetween(850, 1150);
    }

    @Test
    void takesTheCentreOfPicturesOfExtremeShape() {
        CropDistortion whole = new CropDistortion(new CropAugmentation(1, 1, 0.75, 4 / 3.0, 0, false, 2));
        assertThat(whole.draw(new SplittableRandom(1), 300, 30)).isEqualTo(new CropDistortion.Box(130, 0, 40, 30));
        assertThat(whole.draw(new SplittableRandom(1), 30, 300)).isEqualTo(new CropDistortion.Box(0, 130, 30, 40));
        assertThat(whole.draw(new SplittableRandom(1), 1, 1)).isEqualTo(new CropDistortion.Box(0, 0, 1, 1));
    }

    @Test
    void mirrorsAndTurnsAsAskedTo() {
        byte[] pixels = new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Pixels picture = Pixels.ofGrey(3, 3, pixels);
        CropDistortion plain = new CropDistortion(new CropAugmentation(1, 1, 1, 1, 0, false, 2));
        CropDistortion mirrored = new CropDistortion(new CropAugmentation(1, 1, 1, 1, 1, false, 2));
        JitterDistortion pasted = new JitterDistortion(new JitterAugmentation(0, 1, 1, 0, 0, 128, 0, 0, 0, 2));
        for (Distortion distortion : List.of(plain, pasted)) {
            assertThat(distortion.render(picture, new Sample(0, 0, 0, 5), 3, 3)).isEqualTo(pixels);
            assertThat(distortion.render(picture, new Sample(0, 0, 1, 5), 3, 3))
                    .containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
            assertThat(distortion.render(picture, new Sample(0, 0, 2, 5), 3, 3))
                    .containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
            assertThat(distortion.render(picture, new Sample(0, 0, 3, 5), 3, 3))
                    .containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
        }
        assertThat(mirrored.render(picture, new Sample(0, 0, 0, 5), 3, 3)).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7);
    }

    @Test
    void pastesOnTheGroundAndCutsWhatIsTooLarge() {
        Pixels black = Pixels.ofGrey(40, 20, new byte[800]);
        JitterDistortion half = new JitterDistortion(new JitterAugmentation(0, 0.5, 0.5, 0, 0, 128, 0, 0, 0, 2));
        byte[] small = half.render(black, new Sample(0, 0, 0, 3), SIDE, SIDE);
        // 10×5 pixels of the image; the rest is background.
        assertThat(IntStream.range(0, small.length).filter(i -> small[i] == 0)).hasSize(50);
        assertThat(IntStream.range(0, small.length).filter(i -> small[i] == -128))
                .hasSize(350);
        JitterDistortion twice = new JitterDistortion(new JitterAugmentation(0, 2, 2, 0, 0, 128, 0, 0, 0, 2));
        assertThat(twice.render(black, new Sample(0, 0, 0, 3), SIDE, SIDE)).containsOnly(0);
    }

    @Test
    void makesStrokesThickerAndThinnerByDegrees() {
        byte[] line = new byte[49];
        Arrays.fill(line, (byte) 255);
        for (int y = 0; y < 7; y++) {
            line[7 * y + 3] = 0;
        }
        Pixels picture = Pixels.ofGrey(7, 7, line);
        assertThat(row(picture, -1)).containsExactly(255, 255, 0, 0, 0, 255, 255);
        assertThat(row(picture, -0.4)).containsExactly(255, 255, 153, 0, 153, 255, 255);
        assertThat(row(picture, 0.4)).containsExactly(255, 255, 255, 102, 255, 255, 255);
        assertThat(row(picture, 1)).containsOnly(255);
    }

    private static int[] row(Pixels picture, double weight) {
        try (PointerScope scope = new PointerScope()) {
            assertThat(scope).isNotNull();
            byte[] all = Distortion.bytes(AffineDistortion.restroked(Distortion.matrix(picture), weight));
            return IntStream.range(21, 28).map(i -> all[i] & 0xFF).toArray();
        }
    }

    @Test
    void leavesTheWarpAsItIsWhereStrokesStay() {
        Dataset data = mixed(0);
        AffineAugmentation plain = AffineAugmentation.standard(255);
        List<Sample> drawings = all(data.images(), 9).subList(0, 4);
        byte[] before = bytes(new BatchRenderer(data.images(), Augmentation.of(plain)).render(drawings));
        byte[] rare =
                bytes(new BatchRenderer(data.images(), Augmentation.of(plain.withStrokes(1e-9))).render(drawings));
        byte[] always = bytes(new BatchRenderer(data.images(), Augmentation.of(plain.withStrokes(1))).render(drawings));
        assertThat(rare).isEqualTo(before);
        assertThat(always).isNotEqualTo(before);
    }

    @Test
    void leavesNoNativeMemoryBehind() {
        ImageCache store = mixed(2).images();
        for (Augmentation augmentation : List.of(Augmentation.of(CROP), Augmentation.of(JITTER))) {
            BatchRenderer renderer = new BatchRenderer(store, augmentation);
            renderer.render(all(store, 0));
            long before = Pointer.totalCount();
            for (int i = 0; i < 20; i++) {
                renderer.render(all(store, i));
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
            try (PointerScope scope = new PointerScope()) {
                assertThat(scope).isNotNull();
                Distortion.matrix(store.get(0));
                assertThat(Pointer.totalCount()).as("what this counts").isGreaterThan(before);
            }
        }
    }
}
