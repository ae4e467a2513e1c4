package io.github.siamese4j.training.internal.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.github.siamese4j.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one way of this module to write and parse JSON. Members are named like the record components. */
public final class Json {
    /** The library with the types it does not know; {@code null} is left out. */
    static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .registerTypeAdapter(new TypeToken<Optional<Metric>>() {}.getType(), new ScorerJson())
            .registerTypeHierarchyAdapter(Path.class, new PathAdapter().nullSafe())
            .create();

    private Json() {}

    /** Returns a value as a JSON tree. */
    public static JsonElement tree(@Nullable Object value) {
        return GSON.toJsonTree(value);
    }

    /** Returns a value or a JSON tree as indented text. */
    public static String print(@Nullable Object value) {
        return GSON.toJson(value);
    }

    /** Parses a JSON object, or throws {@link JsonParseException}. */
    public static JsonObject parse(String text) {
        JsonElement json = JsonParser.parseString(text);
        if (!json.isJsonObject()) {
            throw new JsonParseException("the JSON text must be an object");
        }
        return json.getAsJsonObject();
    }

    /** Parses a file that holds a JSON object. */
    public static JsonObject parse(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    private static final class PathAdapter extends TypeAdapter<Path> {
        @Override
        public void write(JsonWriter out, Path value) throws IOException {
            out.value(value.toString());
        }

        @Override
        public Path read(JsonReader in) throws IOException {
            return Path.of(in.nextString());
        }
    }
}
