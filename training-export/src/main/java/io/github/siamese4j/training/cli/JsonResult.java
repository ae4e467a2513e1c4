package io.github.siamese4j.training.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The result of a command as a JSON object, with its fields in the order in which they were put.
 *
 * <p>Numbers and booleans are written as such, NaN and infinity as null, iterables as arrays, and everything else as
 * its {@code toString}. A field with an empty optional is left out. Iterables are traversed while writing.
 */
final class JsonResult {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private JsonResult() {}

    static JsonResult object() {
        return new JsonResult();
    }

    /** Puts a field, unless the value is an empty optional. */
    JsonResult put(String name, Object value) {
        if (value instanceof OptionalDouble number) {
            number.ifPresent(present -> fields.put(name, present));
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> fields.put(name, present));
        } else {
            fields.put(name, value);
        }
        return this;
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Writes this object on indented lines. */
    void writeTo(Writer out) throws IOException {
        JsonWriter json = new JsonWriter(out);
        json.setIndent(" ");
        write(json, this);
        json.flush();
    }

    /** Returns this object on one line. */
    @Override
    public String toString() {
        return text(this);
    }

    /** Returns a value as JSON on one line. */
    static String text(Object value) {
        StringWriter out = new StringWriter();
        try (JsonWriter json = new JsonWriter(out)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonWriter json, @Nullable Object value) throws IOException {
        if (value instanceof JsonResult object) {
            json.beginObject();
            for (Map.Entry<String, Object> field : object.fields.entrySet()) {
                json.name(field.getKey());
                write(json, field.getValue());
            }
            json.endObject();
        } else if (value instanceof Iterable<?> list && !(value instanceof Path)) {
            json.beginArray();
            for (Object each : list) {
                write(json, each);
            }
            json.endArray();
        } else if (value instanceof Number number) {
            if (Double.isFinite(number.doubleValue())) {
                json.value(number);
            } else {
                json.nullValue();
            }
        } else if (value instanceof Boolean flag) {
            json.value(flag);
        } else {
            json.value(value == null ? null : value.toString());
        }
    }
}
