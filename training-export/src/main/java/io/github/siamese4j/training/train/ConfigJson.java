package io.github.siamese4j.training.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Configurations and metrics as JSON: members are named like the record components. */
final class ConfigJson {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .registerTypeHierarchyAdapter(Path.class, new PathAdapter())
            .create();

    private ConfigJson() {}

    static JsonElement toJson(@Nullable Object value) {
        return GSON.toJsonTree(value);
    }

    static <T> @Nullable T fromJson(@Nullable JsonElement json, Class<T> type) {
        return GSON.fromJson(json, type);
    }

    /** Reads a configuration file. */
    static TrainingConfig read(Path file) {
        try {
            TrainingConfig config = GSON.fromJson(Files.readString(file), TrainingConfig.class);
            if (config != null) {
                return config;
            }
            throw new TrainingException(Code.CONFIG_INVALID, file + " is empty; give the config.json of a run");
        } catch (IOException | JsonParseException e) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    file + " is not a configuration (" + e.getMessage() + "); give the config.json of a run",
                    e);
        }
    }

    static String print(JsonElement json) {
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
