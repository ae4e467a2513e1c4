package io.github.siamese4j.training.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    private static final Set<String> OWNED = Set.of("a", "b");

    @TempDir
    private Path parent;

    private Path target;
    private Path aside;

    @BeforeEach
    void nameTarget() {
        target = parent.resolve("model");
        aside = parent.resolve(".model.previous");
    }

    @Test
    void createsTheDirectoryAndThoseAboveIt() throws IOException {
        Path deep = parent.resolve("x/y/model");
        AtomicFiles.replaceDirectory(deep, AtomicFilesTest::both);
        assertThat(deep.resolve("a")).hasContent("new");
        assertThat(names(parent.resolve("x/y"))).containsExactly("model");
    }

    @Test
    void replacesAllFilesAndLeavesNothingBeside() throws IOException {
        old(target);
        AtomicFiles.replaceDirectory(target, files -> Files.writeString(files.resolve("b"), "new"));
        assertThat(names(target)).containsExactly("b");
        assertThat(names(parent)).containsExactly("model");
    }

    @Test
    void aFailureMidwayLeavesTheOldOneWhole() throws IOException {
        old(target);
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(target, files -> {
                    Files.writeString(files.resolve("a"), "half");
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(target.resolve("a")).hasContent("old");
        assertThat(names(parent)).containsExactly("model");
    }

    @Test
    void aProgrammingErrorMidwayLeavesNothingBehindEither() throws IOException {
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(target, files -> {
                    Files.writeString(files.resolve("a"), "half");
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void findsTheOldOneAfterAKillBetweenTheRenames() throws IOException {
        old(aside);
        assertThat(AtomicFiles.existing(target).resolve("a")).hasContent("old");
        AtomicFiles.replaceDirectory(target, AtomicFilesTest::both);
        assertThat(AtomicFiles.existing(target)).isEqualTo(target);
        assertThat(target.resolve("a")).hasContent("new");
        assertThat(names(parent)).containsExactly("model");
    }

    @Test
    void restoresTheOldOneAfterAKillBeforeItWritesAnew() throws IOException {
        old(aside);
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(target, files -> {
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(target.resolve("a")).hasContent("old");
    }

    @Test
    void clearsAwayWhatOtherKillsLeft() throws IOException {
        old(target);
        old(aside);
        old(parent.resolve(".model.writing"));
        AtomicFiles.replaceDirectory(target, files -> Files.writeString(files.resolve("b"), "new"));
        assertThat(names(target)).containsExactly("b");
        assertThat(names(parent)).containsExactly("model");
    }

    @Test
    void followsALink() throws IOException {
        old(target);
        Path link = Files.createSymbolicLink(parent.resolve("current"), target);
        AtomicFiles.replaceDirectory(link, AtomicFilesTest::both);
        assertThat(link).isSymbolicLink();
        assertThat(target.resolve("a")).hasContent("new");
    }

    @Test
    void acceptsWhatIsAbsentEmptyOrOwned() throws IOException {
        assertThatCode(() -> AtomicFiles.requireOnly(target, OWNED)).doesNotThrowAnyException();
        Files.createDirectory(target);
        assertThatCode(() -> AtomicFiles.requireOnly(target, OWNED)).doesNotThrowAnyException();
        Files.writeString(target.resolve("a"), "old");
        assertThatCode(() -> AtomicFiles.requireOnly(target, OWNED)).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatWouldBeLost() throws IOException {
        Files.writeString(target, "a file");
        assertThatThrownBy(() -> AtomicFiles.requireOnly(target, OWNED))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("is a file");
        Files.delete(target);
        Files.createDirectories(target.resolve("a"));
        assertThatThrownBy(() -> AtomicFiles.requireOnly(target, OWNED)).isInstanceOf(FileAlreadyExistsException.class);
        Files.delete(target.resolve("a"));
        Files.writeString(target.resolve("thesis.tex"), "years of work");
        assertThatThrownBy(() -> AtomicFiles.requireOnly(target, OWNED))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("thesis.tex");
    }

    @Test
    void replacesAFile() throws IOException {
        Path file = parent.resolve("log.csv");
        AtomicFiles.replaceFile(file, "one");
        AtomicFiles.replaceFile(file, "two");
        assertThat(file).hasContent("two");
        assertThat(names(parent)).containsExactly("log.csv");
    }

    private static void old(Path directory) throws IOException {
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("a"), "old");
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
