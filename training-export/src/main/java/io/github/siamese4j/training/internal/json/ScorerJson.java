package io.github.siamese4j.training.internal.json;

import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.github.siamese4j.Metric;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The scorer of a network as text, in JSON and on the command line: the name of a metric, or {@code HEAD}. */
public final class ScorerJson extends TypeAdapter<Optional<Metric>> {
    private static final String HEAD = "HEAD";

    /** Returns the names of all scorers. */
    public static List<String> names() {
        return Stream.concat(Arrays.stream(Metric.values()).map(Metric::name), Stream.of(HEAD))
                .toList();
    }

    /** Returns the scorer of the given name, or throws {@link IllegalArgumentException}. */
    public static Optional<Metric> parse(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("scorer must be one of " + names() + ": " + name);
        }
        return name.equals(HEAD) ? Optional.empty() : Optional.of(Metric.valueOf(name));
    }

    @Override
    public void write(JsonWriter out, Optional<Metric> scorer) throws IOException {
        out.value(scorer.map(Metric::name).orElse(HEAD));
    }

    @Override
    public Optional<Metric> read(JsonReader in) throws IOException {
        if (in.peek() != JsonToken.STRING) {
            throw new JsonParseException("scorer must be one of " + names() + ": " + in.peek());
        }
        try {
            return parse(in.nextString());
        } catch (IllegalArgumentException e) {
            throw new JsonParseException(e.getMessage(), e);
        }
    }
}
