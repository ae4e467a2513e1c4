package io.github.siamese4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    @Test
    void theCodeIsPartOfAnExampleThatCompiles() throws IOException {
        List<String> snippets = matches(JAVA, Files.readString(ROOT.resolve("README.md")));
        String example = Files.readString(Path.of("src/main/java/io/github/siamese4j/examples/CompareTwoImages.java"));
        assertThat(snippets).hasSize(1);
        assertThat(example).contains(snippets.get(0).indent(4));
    }

    @Test
    void linksOfTheDocumentationLeadToFiles() throws IOException {
        for (String page : List.of(
                "README.md",
                "CONTRIBUTING.md",
                "docs/README.md",
                "docs/foreign-models.md",
                "docs/gallery-format.md",
                "docs/model-format.md",
                "docs/api.md",
                "docs/architecture.md",
                "docs/seed-parity.md",
                "docs/benchmarks.md")) {
            Path file = ROOT.resolve(page);
            for (String link : matches(LINK, Files.readString(file))) {
                assertThat(file.resolveSibling(link)).as("%s in %s", link, page).exists();
            }
        }
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
