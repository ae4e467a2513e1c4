package io.github.siamese4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The tiny models and images that {@code src/test/python/make_models.py} has written. */
public final class TestModels {

    private TestModels() {}

    public static Path path(String name) {
        try {
            URL url = Objects.requireNonNull(TestModels.class.getResource("/models/" + name), name);
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static Path picture(int index) {
        return path("picture" + index + ".png");
    }

    public static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SiameseComparator tiny() {
        return SiameseComparator.load(path("tiny"), onProcessor());
    }

    public static RuntimeOptions onProcessor() {
        return RuntimeOptions.defaults().withDevice(Device.CPU).withThreads(1);
    }
}
