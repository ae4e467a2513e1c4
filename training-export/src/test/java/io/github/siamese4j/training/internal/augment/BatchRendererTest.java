package io.github.siamese4j.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.AffineAugmentation;
import io.github.siamese4j.training.Augmentation;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.SamplingPolicy;
import io.github.siamese4j.training.internal.data.Dataset;
import io.github.siamese4j.training.internal.data.FolderScan;
import io.github.siamese4j.training.internal.data.ImageCache;
import io.github.siamese4j.training.internal.data.ImageLoader;
import io.github.siamese4j.training.internal.sampling.Sample;
import io.github.siamese4j.training.internal.sampling.Sampler;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchRendererTest {
    private static final int SIDE = 9;

    @TempDir
    Path root;

    private Dataset data() {
        Pictures.grouped(root, 2, 3, 3, SIDE);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        return Dataset.load(
                scan, new ImageLoader(Preprocessing.letterbox(SIDE, SIDE).withFit(Fit.STRETCH)), Long.MAX_VALUE, 0);
    }

    @Test
    void leavesPicturesAloneWithoutDistortion() {
        ImageCache store = data().images();
        byte[] plain = bytes(render(store, AffineAugmentation.none(), new Sample(0, 0, 0, 1)));
        assertThat(plain).isEqualTo(store.get(0).grey());
    }

    @Test
    void turnsByQuartersExactly() {
        ImageCache store = data().images();
        byte[] source = store.get(0).grey();
        for (int turns = 1; turns < 4; turns++) {
            byte[] turned = bytes(render(store, AffineAugmentation.none(), new Sample(0, 0, turns, 1)));
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int fromX = x;
                    int fromY = y;
                    // Undo counter-clockwise turns: the pixel at (x, y) was at (side - 1 - y, x).
                    for (int i = 0; i < turns; i++) {
                        int old = fromX;
                        fromX = SIDE - 1 - fromY;
                        fromY = old;
                    }
                    assertThat(turned[y * SIDE + x]).isEqualTo(source[fromY * SIDE + fromX]);
                }
            }
        }
    }

    @Test
    void distortsByTheSeedOfTheSampleOnly() {
        ImageCache store = data().images();
        AffineAugmentation augmentation = AffineAugmentation.standard(255);
        byte[] one = bytes(render(store, augmentation, new Sample(0, 0, 1, 42)));
        assertThat(bytes(render(store, augmentation, new Sample(0, 0, 1, 42)))).isEqualTo(one);
        assertThat(bytes(render(store, augmentation, new Sample(0, 0, 1, 43)))).isNotEqualTo(one);
    }

    @Test
    void mixesGreyAndColourAsRgb() {
        Pictures.plain(root.resolve("group0/red/a.png"), SIDE, SIDE, Color.RED);
        Pictures.plain(root.resolve("group0/red/b.png"), SIDE, SIDE, Color.RED);
        Dataset data = data();
        int red = data.classes().stream()
                .filter(c -> c.name().equals("red"))
                .findFirst()
                .orElseThrow()
                .items()
                .get(0);
        PixelBatch batch = new BatchRenderer(data.images(), Augmentation.of(AffineAugmentation.none()))
                .render(List.of(new Sample(0, 0, 0, 1), new Sample(red, 1, 0, 1)));
        assertThat(batch.channels()).isEqualTo(3);
        byte[] all = bytes(batch);
        byte[] grey = data.images().get(0).grey();
        for (int i = 0; i < grey.length; i++) {
            assertThat(all[3 * i]).isEqualTo(grey[i]);
            assertThat(all[3 * i + 2]).isEqualTo(grey[i]);
        }
        int start = 3 * grey.length;
        assertThat(new byte[] {all[start], all[start + 1], all[start + 2]}).containsExactly(-1, 0, 0);
    }

    @Test
    void givesTheSameBatchesWithAnyNumberOfWorkers() {
        Dataset data = data();
        Sampler sampler = Sampler.of(data.classes(), new SamplingPolicy(3, 2, 2, true, 0), 9);
        BatchRenderer renderer = new BatchRenderer(data.images(), Augmentation.of(AffineAugmentation.standard(255)));
        try (BatchPipeline one = new BatchPipeline(sampler, renderer, 3, 10, 1);
                BatchPipeline four = new BatchPipeline(sampler, renderer, 3, 10, 4)) {
            for (int step = 3; step < 10; step++) {
                byte[] direct = bytes(renderer.render(sampler.batch(step)));
                assertThat(bytes(one.take())).isEqualTo(direct);
                assertThat(bytes(four.take())).isEqualTo(direct);
            }
        }
    }

    private static PixelBatch render(ImageCache store, AffineAugmentation augmentation, Sample sample) {
        return new BatchRenderer(store, Augmentation.of(augmentation)).render(List.of(sample));
    }

    private static byte[] bytes(PixelBatch batch) {
        byte[] bytes = new byte[batch.pixels().remaining()];
        batch.pixels().duplicate().get(bytes);
        return bytes;
    }
}
