package io.github.siamese4j.training.internal.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from JSON strictly: an unknown member, a wrong type, an unknown constant and a null are refused with
 * their path. A missing member takes its value from a standard record of the same class, or is null where the component
 * is nullable.
 */
public final class RecordReader {
    private final Map<Class<?>, Object> standards = new HashMap<>();

    /**
     * Creates a reader with values of missing members, from these records and those in them; the first of a class
     * counts.
     */
    public RecordReader(Object... standards) {
        Arrays.stream(standards).forEach(this::addStandard);
    }

    private void addStandard(@Nullable Object value) {
        if (value != null && value.getClass().isRecord() && standards.putIfAbsent(value.getClass(), value) == null) {
            Records.names(value.getClass()).forEach(name -> addStandard(Records.get(value, name)));
        }
    }

    /** Reads a record, a sealed interface of records, or a component, or throws naming the first wrong member. */
    public <T> T read(@Nullable JsonElement json, Class<T> type) {
        if (json == null || json.isJsonNull()) {
            throw new JsonParseException("no " + type.getSimpleName() + " is given");
        }
        return type.cast(value(json, type, ""));
    }

    private Object value(JsonElement json, Type type, String path) {
        if (json.isJsonNull()) {
            throw new JsonParseException(path + " must not be null");
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(json, list.getActualTypeArguments()[0], path);
        }
        if (type instanceof Class<?> plain) {
            if (plain.isSealed()) {
                return record(object(json, path), closest(plain, object(json, path)), path);
            } else if (plain.isRecord()) {
                return record(object(json, path), plain, path);
            } else if (plain.isEnum()) {
                return constant(json, plain, path);
            }
        }
        try {
            // From the text: the reader of a tree cuts 2.5 to an int without a word.
            return Objects.requireNonNull(Json.GSON.fromJson(json.toString(), type));
        } catch (JsonSyntaxException | NumberFormatException e) {
            throw new JsonParseException(path + " has a value of the wrong type: " + json, e);
        } catch (JsonParseException e) {
            throw new JsonParseException(path + ": " + e.getMessage(), e);
        }
    }

    private List<Object> list(JsonElement json, Type elements, String path) {
        if (!json.isJsonArray()) {
            throw new JsonParseException(path + " must be a list: " + json);
        }
        List<Object> values = new ArrayList<>();
        for (JsonElement element : json.getAsJsonArray()) {
            values.add(value(element, elements, path + "[" + values.size() + "]"));
        }
        return values;
    }

    private <T> T record(JsonObject json, Class<T> type, String path) {
        String prefix = path.isEmpty() ? "" : path + ".";
        List<String> names = Records.names(type);
        for (String name : json.keySet()) {
            if (!names.contains(name)) {
                throw new JsonParseException(prefix + name + " is no setting; the settings are " + names);
            }
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            JsonElement given = json.get(name);
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            Object value = null;
            if (given != null && !given.isJsonNull()) {
                value = value(given, component.getGenericType(), prefix + name);
            } else if (given != null && !nullable) {
                throw new JsonParseException(prefix + name + " must not be null; leave it out for the default");
            } else if (given == null && !nullable) {
                value = Records.get(standards.get(type), name);
                if (value == null) {
                    throw new JsonParseException(prefix + name + " is missing");
                }
            }
            values.put(name, value);
        }
        return Records.create(type, values);
    }

    /** Returns the record class that has the most of the given members. */
    private static Class<?> closest(Class<?> sealed, JsonObject json) {
        Comparator<Class<?>> known = Comparator.comparingLong(
                type -> Records.names(type).stream().filter(json::has).count());
        // Of equals, the first counts.
        return Arrays.stream(sealed.getPermittedSubclasses())
                .reduce((best, next) -> known.compare(next, best) > 0 ? next : best)
                .orElseThrow();
    }

    private static Object constant(JsonElement json, Class<?> type, String path) {
        List<?> constants = Arrays.asList(type.getEnumConstants());
        return constants.stream()
                .filter(constant ->
                        json.isJsonPrimitive() && ((Enum<?>) constant).name().equals(json.getAsString()))
                .findFirst()
                .orElseThrow(() -> new JsonParseException(path + " must be one of " + constants + ": " + json));
    }

    private static JsonObject object(JsonElement json, String path) {
        if (!json.isJsonObject()) {
            throw new JsonParseException((path.isEmpty() ? "the value" : path) + " must be an object: " + json);
        }
        return json.getAsJsonObject();
    }
}
