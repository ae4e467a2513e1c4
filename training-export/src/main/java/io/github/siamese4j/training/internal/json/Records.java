package io.github.siamese4j.training.internal.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads components of records by name and copies records with other values. */
public final class Records {
    private Records() {}

    /**
     * Returns a copy of a record with new values by the path of component names, such as {@code learning.epochs}. A
     * longer path changes the value that a shorter one sets. An unknown path is an {@link IllegalArgumentException}.
     */
    @SuppressWarnings("unchecked") // The copy has the class of the record.
    public static <T> T with(T record, Map<String, ? extends @Nullable Object> changes) {
        Map<String, @Nullable Object> values = components(record);
        Map<String, Map<String, @Nullable Object>> inner = new LinkedHashMap<>();
        changes.forEach((path, value) -> {
            int dot = path.indexOf('.');
            String name = dot < 0 ? path : path.substring(0, dot);
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException(name + " is no component of " + record);
            }
            if (dot < 0) {
                values.put(name, value);
            } else {
                inner.computeIfAbsent(name, unused -> new HashMap<>()).put(path.substring(dot + 1), value);
            }
        });
        inner.forEach((name, nested) -> values.put(
                name, with(Objects.requireNonNull(values.get(name), "no value to change: " + name), nested)));
        return (T) create(record.getClass(), values);
    }

    /** Returns the value at a path; null if it, or a record on the way, is null or has no such component. */
    public static @Nullable Object get(@Nullable Object record, String path) {
        int dot = path.indexOf('.');
        if (record == null) {
            return null;
        }
        return dot < 0
                ? components(record).get(path)
                : get(components(record).get(path.substring(0, dot)), path.substring(dot + 1));
    }

    /** Returns the names of the components of a record class. */
    public static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Creates a record from a value for each of its components. */
    static <T> T create(Class<T> type, Map<String, ? extends @Nullable Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            return type.getConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(Arrays.stream(components)
                            .map(component -> values.get(component.getName()))
                            .toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must be a public record", e);
        }
    }

    private static Map<String, @Nullable Object> components(Object record) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                values.put(component.getName(), component.getAccessor().invoke(record));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " must be a public record", e);
        }
        return values;
    }
}
