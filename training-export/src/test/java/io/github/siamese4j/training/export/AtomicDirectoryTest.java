package io.github.siamese4j.training.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.export.ExportException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {

    private static final Set<String> OWNED = Set.of("a", "b");

    @TempDir
    private Path parent;

    private Path target;

    @BeforeEach
    void nameTarget() {
        target = parent.resolve("model");
    }

    @Test
    void createsTheDirectoryAndThoseAboveIt() throws IOException {
        Path deep = parent.resolve("x/y/model");
        AtomicDirectory.replace(deep, OWNED, AtomicDirectoryTest::both);
        assertThat(deep.resolve("a")).hasContent("new");
        assertThat(names(parent.resolve("x/y"))).containsExactly("model");
    }

    @Test
    void replacesAllFilesAndLeavesNothingBeside() throws IOException {
        old();
        AtomicDirectory.replace(target, OWNED, files -> Files.writeString(files.resolve("b"), "new"));
        assertThat(names(target)).containsExactly("b");
        assertThat(names(parent)).containsExactly("model");
    }

    @Test
    void aFailureMidwayLeavesTheOldOneWhole() throws IOException {
        old();
        assertThatThrownBy(() -> AtomicDirectory.replace(target, OWNED, files -> {
                    Files.writeString(files.resolve("a"), "half");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.WRITE_FAILED))
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("check free space");
        assertThat(target.resolve("a")).hasContent("old");
        assertThat(names(parent)).containsExactly("model");
    }

    @Test
    void aProgrammingErrorMidwayLeavesNothingBehindEither() throws IOException {
        assertThatThrownBy(() -> AtomicDirectory.replace(target, OWNED, files -> {
                    Files.writeString(files.resolve("a"), "half");
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void doesNotDeleteWhatIsNotAModel() throws IOException {
        old();
        Files.writeString(target.resolve("thesis.tex"), "years of work");
        assertThatThrownBy(() -> AtomicDirectory.replace(target, OWNED, AtomicDirectoryTest::both))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.TARGET_OCCUPIED))
                .hasMessageContaining("thesis.tex");
        assertThat(target.resolve("a")).hasContent("old");
        assertThat(target.resolve("thesis.tex")).exists();
    }

    @Test
    void refusesAFileAndADirectoryNamedLikeAFile() throws IOException {
        Files.writeString(target, "a file");
        assertThatThrownBy(() -> AtomicDirectory.replace(target, OWNED, AtomicDirectoryTest::both))
                .hasMessageContaining("is a file");
        Files.delete(target);
        Files.createDirectories(target.resolve("a"));
        assertThatThrownBy(() -> AtomicDirectory.replace(target, OWNED, AtomicDirectoryTest::both))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.TARGET_OCCUPIED));
    }

    @Test
    void followsALink() throws IOException {
        old();
        Path link = Files.createSymbolicLink(parent.resolve("current"), target);
        AtomicDirectory.replace(link, OWNED, AtomicDirectoryTest::both);
        assertThat(link).isSymbolicLink();
        assertThat(target.resolve("a")).hasContent("new");
    }

    private void old() throws IOException {
        Files.createDirectory(target);
        Files.writeString(target.resolve("a"), "old");
    }

    private static void both(Path files) throws IOException {
        Files.writeString(files.resolve("a"), "new");
        Files.writeString(files.resolve("b"), "new");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
