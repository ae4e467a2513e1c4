package io.github.siamese4j.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class JsonResultTest {

    @Test
    void writesValuesByTheirTypesInOrder() {
        JsonResult json = JsonResult.object()
                .put("b", true)
                .put("n", 3)
                .put("d", 0.1)
                .put("text", "a \"quoted\"\nline")
                .put("path", Path.of("x/y.png"))
                .put("list", List.of(1.5, JsonResult.object().put("k", -7L)))
                .put("empty", List.of());
        assertThat(json)
                .hasToString("{\"b\":true,\"n\":3,\"d\":0.1,\"text\":\"a \\\"quoted\\\"\\nline\",\"path\":\"x/y.png\","
                        + "\"list\":[1.5,{\"k\":-7}],\"empty\":[]}");
    }

    @Test
    void leavesEmptyOptionalsOut() {
        JsonResult json = JsonResult.object()
                .put("a", OptionalDouble.empty())
                .put("b", OptionalDouble.of(0.25))
                .put("c", Optional.empty())
                .put("d", Optional.of("x"));
        assertThat(json).hasToString("{\"b\":0.25,\"d\":\"x\"}");
    }

    /** JSON has no NaN and no infinity. */
    @Test
    void writesNumbersThatJsonLacksAsNull() {
        String text = JsonResult.text(List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1));
        assertThat(text).isEqualTo("[null,null,null,1]");
    }

    @Test
    void traversesIterablesWhileWriting() throws IOException {
        List<Integer> asked = new ArrayList<>();
        Iterable<Integer> numbers =
                () -> List.of(1, 2, 3).stream().peek(asked::add).iterator();
        JsonResult json = JsonResult.object().put("numbers", numbers);
        assertThat(asked).isEmpty();
        StringWriter out = new StringWriter();
        json.writeTo(out);
        assertThat(asked).containsExactly(1, 2, 3);
        assertThat(JsonParser.parseString(out.toString())).isEqualTo(JsonParser.parseString("{\"numbers\":[1,2,3]}"));
    }
}
