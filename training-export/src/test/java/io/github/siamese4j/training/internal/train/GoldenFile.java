package io.github.siamese4j.training.internal.train;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Reads the JSON files under golden/. */
public final class GoldenFile {
    private GoldenFile() {}

    public static <T> T read(String name, Class<T> type) {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(GoldenFile.class.getResourceAsStream("/golden/" + name)),
                StandardCharsets.UTF_8)) {
            return Objects.requireNonNull(new Gson().fromJson(reader, type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
