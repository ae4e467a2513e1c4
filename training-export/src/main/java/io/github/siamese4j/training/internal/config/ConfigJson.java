package io.github.siamese4j.training.internal.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.github.siamese4j.training.TrainingConfig;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Configurations and metrics as JSON: members are named like the record components. */
public final class ConfigJson {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .registerTypeHierarchyAdapter(Path.class, new PathAdapter())
            .create();

    private ConfigJson() {}

    public static JsonElement toJson(@Nullable Object value) {
        return GSON.toJsonTree(value);
    }

    public static <T> @Nullable T fromJson(@Nullable JsonElement json, Class<T> type) {
        return GSON.fromJson(json, type);
    }

    /**
     * Reads the configuration of a run as a run writes it. Members that are missing have their defaults; {@code data}
     * and {@code run} are needed.
     *
     * @param file such as {@code run/config.json}
     * @return the configuration
     * @throws TrainingException {@link Code#CONFIG_INVALID} with the member that is unknown or wrong
     */
    public static TrainingConfig read(Path file) {
        try {
            JsonObject given = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            for (String needed : List.of("data", "run")) {
                if (!given.has(needed)) {
                    throw new IllegalArgumentException(needed + " is missing; name the folder");
                }
            }
            TrainingConfig defaults =
                    TrainingConfig.builder(Path.of("data"), Path.of("run")).build();
            ConfigReader.complete(given, toJson(defaults).getAsJsonObject(), TrainingConfig.class, "");
            return Objects.requireNonNull(fromJson(given, TrainingConfig.class));
        } catch (IOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new TrainingException(Code.CONFIG_INVALID, file + " cannot be used: " + reason(e), e);
        }
    }

    /** The JSON library wraps what the checks of the records throw. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown.getCause();
        if (cause != null) {
            return reason(cause);
        }
        String message = String.valueOf(thrown.getMessage());
        return thrown instanceof TrainingException e ? message.substring((e.code() + ": ").length()) : message;
    }

    public static String print(JsonElement json) {
        return GSON.toJson(json);
    }

    private static final class PathAdapter extends TypeAdapter<Path> {
        @Override
        public void write(JsonWriter out, @Nullable Path value) throws IOException {
            if (value == null) {
                out.nullValue();
            } else {
                out.value(value.toString());
            }
        }

        @Override
        public @Nullable Path read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            return Path.of(in.nextString());
        }
    }
}
