package io.github.siamese4j.training.internal.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.annotations.JsonAdapter;
import io.github.siamese4j.training.FeatureTwin;
import io.github.siamese4j.training.NetworkDescription;
import io.github.siamese4j.training.TwinDescription;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a configuration in JSON against the records it is read into, which the JSON library does not: a member that is
 * misspelt would be passed over, and a constant that is none would become null. Members that are missing take the
 * values of another configuration.
 */
final class ConfigReader {
    private ConfigReader() {}

    /**
     * Fills in what is missing.
     *
     * @param given the members that are set; changed
     * @param defaults all members
     * @param type the record
     * @param path where the object stands in the file, empty at the top
     * @throws IllegalArgumentException naming the first member that is none, or has a wrong value
     */
    static void complete(JsonObject given, JsonObject defaults, Class<?> type, String path) {
        List<RecordComponent> components = Arrays.asList(type.getRecordComponents());
        List<String> names = components.stream().map(RecordComponent::getName).toList();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw invalid(path + name + " is no setting; there are " + names);
            }
        }
        for (RecordComponent component : components) {
            String name = component.getName();
            JsonElement fallback = defaults.get(name);
            if (!given.has(name)) {
                if (fallback != null) {
                    given.add(name, fallback);
                }
            } else {
                check(given.get(name), fallback, component.getGenericType(), path + name);
            }
        }
    }

    private static void check(JsonElement value, @Nullable JsonElement fallback, Type type, String path) {
        if (value.isJsonNull()) {
            if (fallback != null && !fallback.isJsonNull()) {
                throw invalid(path + " must not be null; leave it out for the default");
            }
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            if (!value.isJsonArray()) {
                throw invalid(path + " must be a list: " + value);
            }
            int place = 0;
            for (JsonElement element : value.getAsJsonArray()) {
                check(element, element, list.getActualTypeArguments()[0], path + "[" + place++ + "]");
            }
        } else if (type instanceof Class<?> plain) {
            check(value, fallback, plain, path);
        }
    }

    private static void check(JsonElement value, @Nullable JsonElement fallback, Class<?> type, String path) {
        if (type == NetworkDescription.class) {
            checkNetwork(value, fallback, path);
            return;
        }
        if (type.isAnnotationPresent(JsonAdapter.class)) {
            return;
        }
        if (type.isRecord()) {
            if (!value.isJsonObject()) {
                throw invalid(path + " must be an object: " + value);
            }
            JsonObject defaults =
                    fallback != null && fallback.isJsonObject() ? fallback.getAsJsonObject() : new JsonObject();
            complete(value.getAsJsonObject(), defaults, type, path + ".");
        } else if (type.isEnum()) {
            List<String> constants =
                    Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
            if (!value.isJsonPrimitive() || !constants.contains(value.getAsString())) {
                throw invalid(path + " must be one of " + constants + ": " + value);
            }
        }
    }

    /** Members that are missing are taken from the default network only if that is of the same kind. */
    private static void checkNetwork(JsonElement value, @Nullable JsonElement fallback, String path) {
        boolean features = isOverFeatures(value);
        boolean alike = fallback != null && isOverFeatures(fallback) == features;
        check(value, alike ? fallback : null, features ? FeatureTwin.class : TwinDescription.class, path);
    }

    private static boolean isOverFeatures(JsonElement network) {
        return network.isJsonObject() && network.getAsJsonObject().has("inputs");
    }

    private static IllegalArgumentException invalid(String what) {
        return new IllegalArgumentException(what);
    }
}
