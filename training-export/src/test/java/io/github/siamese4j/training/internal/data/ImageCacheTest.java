package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Pixels;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
    private static final int SIDE = 8;

    @TempDir
    Path root;

    @Test
    void keepsImagesUpToTheLimitOnly() throws IOException {
        List<Path> files = images();
        ImageCache all = load(files, 0, 3 * SIDE * SIDE * 3);
        ImageCache two = load(files, 0, 2 * SIDE * SIDE * 3);
        Pixels[] before = {all.get(0), all.get(1), all.get(2)};
        for (Path file : files) {
            Files.delete(file);
        }
        int kept = 0;
        for (int i = 0; i < 3; i++) {
            assertThat(all.get(i)).isSameAs(before[i]);
            kept += isReadable(two, i) ? 1 : 0;
        }
        assertThat(kept).isEqualTo(2);
    }

    @Test
    void returnsDetailedAndFittedImages() throws IOException {
        ImageCache cache = load(images(), 2, Long.MAX_VALUE);
        assertThat(cache.isDetailed()).isTrue();
        assertThat(cache.detailed(0).width()).isEqualTo(32);
        assertThat(cache.detailed(0).height()).isEqualTo(16);
        Pixels fitted = cache.get(0);
        assertThat(fitted.width()).isEqualTo(SIDE);
        assertThat(fitted.height()).isEqualTo(SIDE);
        assertThat(cache.get(0)).isSameAs(fitted);

        ImageCache plain = load(images(), 0, Long.MAX_VALUE);
        assertThat(plain.isDetailed()).isFalse();
        assertThat(plain.detailed(0)).isSameAs(plain.get(0)).isEqualTo(fitted);
    }

    @Test
    void reportsUnreadableFilesInOrder() throws IOException {
        List<Path> files = images();
        Files.writeString(files.get(0), "text");
        Files.delete(files.get(2));
        List<ImageCache.Failure> failures = new ArrayList<>();
        ImageCache cache = ImageCache.load(files, loader(0), Long.MAX_VALUE, failures);
        assertThat(cache.size()).isEqualTo(3);
        assertThat(failures).extracting(ImageCache.Failure::index).containsExactly(0, 2);
        assertThat(failures.get(1).reason()).contains("2.png");
    }

    private List<Path> images() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path file = root.resolve(i + ".png");
            Pictures.plain(file, 64, 32, new Color(10 * i, 20, 30));
            files.add(file);
        }
        return files;
    }

    private static ImageLoader loader(double detail) {
        return new ImageLoader(Preprocessing.letterbox(SIDE, SIDE), detail);
    }

    private static ImageCache load(List<Path> files, double detail, long maxBytes) {
        List<ImageCache.Failure> failures = new ArrayList<>();
        ImageCache cache = ImageCache.load(files, loader(detail), maxBytes, failures);
        assertThat(failures).isEmpty();
        return cache;
    }

    private static boolean isReadable(ImageCache cache, int index) {
        try {
            cache.get(index);
            return true;
        } catch (TrainingException e) {
            assertThat(e.code()).isEqualTo(Code.DATA_CORRUPT);
            assertThatThrownBy(() -> cache.detailed(index)).isInstanceOf(TrainingException.class);
            return false;
        }
    }
}
