package io.github.siamese4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares pages of the documentation with the classes on the class path. */
class DocumentationTest {

    private static final Path DOCS = Path.of("../docs");
    private static final String ROOT = "io.github.siamese4j";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void theApiPageNamesThePublicTypesAndNoOthers() throws IOException {
        SortedSet<String> named = new TreeSet<>();
        String current = "";
        for (String line : Files.readAllLines(DOCS.resolve("api.md"))) {
            Matcher section = Pattern.compile("## `(.*)`").matcher(line);
            Matcher row = Pattern.compile("\\| `(\\w+)` \\| .+\\. \\|").matcher(line);
            if (section.matches()) {
                current = section.group(1);
            } else if (row.matches()) {
                assertThat(named.add(current + "." + row.group(1))).as(line).isTrue();
            }
        }
        assertThat(named)
                .isEqualTo(CLASSES.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getPackageName().contains(".internal"))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theArchitecturePageNamesThePackagesAndNoOthers() throws IOException {
        Matcher rows = Pattern.compile("^\\| `(io\\.github\\.siamese4j[\\w.]*)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(DOCS.resolve("architecture.md")));
        SortedSet<String> named =
                rows.results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(named)
                .isEqualTo(
                        CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theTestsThatPagesNameExist() throws IOException {
        List<Path> pages = files(DOCS, ".md");
        Set<String> tests = Stream.of("../core", "../training-export", "../examples")
                .flatMap(module -> files(Path.of(module, "src/test/java"), ".java").stream())
                .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
                .collect(Collectors.toSet());
        assertThat(pages).hasSizeGreaterThan(5);
        for (Path page : pages) {
            assertThat(Pattern.compile("`(\\w+Test)`")
                            .matcher(Files.readString(page))
                            .results()
                            .map(match -> match.group(1)))
                    .as("%s", page)
                    .isSubsetOf(tests);
        }
    }

    private static List<Path> files(Path folder, String extension) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(extension)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theArchitecturePageSendsReadersToClassesThatExist() throws IOException {
        String page = Files.readString(DOCS.resolve("architecture.md"));
        String table = page.substring(page.indexOf("## Where to find"), page.indexOf("## core"));
        SortedSet<String> simpleNames =
                CLASSES.stream().map(JavaClass::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
        Matcher names = Pattern.compile("`([a-z.]*)([A-Z]\\w+)`").matcher(table);
        int found = 0;
        while (names.find()) {
            found++;
            if (names.group(1).isEmpty()) {
                assertThat(simpleNames).contains(names.group(2));
            } else {
                assertThat(CLASSES.contain(ROOT + "." + names.group(1) + names.group(2)))
                        .as(names.group())
                        .isTrue();
            }
        }
        assertThat(found).isGreaterThan(10);
    }
}
