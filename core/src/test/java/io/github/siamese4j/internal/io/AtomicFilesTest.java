package io.github.siamese4j.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
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

    @Test
    void aFileThatCannotBeWrittenKeepsItsContent() throws IOException {
        Path file = parent.resolve("x/y/log.csv");
        AtomicFiles.replaceFile(file, "old");
        assertThatThrownBy(() -> AtomicFiles.replaceFile(file, out -> {
                    out.write(1);
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(file).hasContent("old");
        assertThat(names(file.resolveSibling("."))).containsExactly("log.csv");
    }

    @Test
    void refusesTargetsThatAreNoFiles() throws IOException {
        Files.createDirectory(target);
        assertThatThrownBy(() -> AtomicFiles.replaceFile(target, "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a regular file");
        Path root = parent.toAbsolutePath().getRoot();
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(root, AtomicFilesTest::both))
                .hasMessageContaining("no parent");
        assertThat(names(parent)).containsExactly("model");
    }

    @Test
    void followsALinkToAFile() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "old");
        Path link = Files.createSymbolicLink(parent.resolve("link"), file);
        AtomicFiles.replaceFile(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
        Path dangling = Files.createSymbolicLink(parent.resolve("dangling"), Path.of("absent"));
        AtomicFiles.replaceFile(dangling, "first");
        assertThat(parent.resolve("absent")).hasContent("first");
    }

    @Test
    void writesNamesAsLongAsTheFileSystemAllows() throws IOException {
        Path file = parent.resolve("n".repeat(250));
        AtomicFiles.replaceFile(file, "new");
        AtomicFiles.replaceDirectory(parent.resolve("ü".repeat(120)), AtomicFilesTest::both);
        assertThat(file).hasContent("new");
        assertThat(names(parent)).hasSize(2);
    }

    @Test
    void leavesRecentSiblingsOfOtherWritersAlone() throws IOException {
        old(target);
        String id = ".01234567-89ab-cdef-0123-456789abcdef";
        Path recent = parent.resolve(".model" + id + ".writing");
        old(recent);
        Path abandoned = parent.resolve(".model" + id.replace('0', '9') + ".writing");
        old(abandoned);
        FileTime hourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Files.setLastModifiedTime(abandoned.resolve("a"), hourAgo);
        Files.setLastModifiedTime(abandoned, hourAgo);
        Path file = Files.writeString(parent.resolve(".other" + id + ".writing"), "half");
        Files.setLastModifiedTime(file, hourAgo);
        AtomicFiles.replaceDirectory(target, AtomicFilesTest::both);
        AtomicFiles.replaceFile(parent.resolve("other"), "new");
        assertThat(names(parent)).containsExactlyInAnyOrder("model", "other", recent.getFileName() + "");
    }

    @Test
    void findsTheLatestOfSeveralEarlierOnes() throws IOException {
        String id = ".01234567-89ab-cdef-0123-456789abcdef";
        old(aside);
        FileTime hourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Files.setLastModifiedTime(aside.resolve("a"), hourAgo);
        Files.setLastModifiedTime(aside, hourAgo);
        Path later = parent.resolve(".model" + id + ".previous");
        both(Files.createDirectory(later));
        old(Files.createDirectory(parent.resolve("x")).resolve(".model" + id + ".previous"));
        assertThat(AtomicFiles.existing(target)).isEqualTo(later);
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(target, files -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class);
        assertThat(target.resolve("a")).hasContent("new");
        assertThat(names(parent)).containsExactlyInAnyOrder("model", "x");
    }

    @Test
    void writersAtTheSameTimeDoNotCollide() throws IOException {
        Path file = parent.resolve("log.csv");
        IntStream.range(0, 200).parallel().forEach(i -> {
            String content = String.valueOf(i).repeat(1000);
            try {
                AtomicFiles.replaceFile(file, content);
                AtomicFiles.replaceDirectory(target, files -> {
                    Files.writeString(files.resolve("a"), content);
                    Files.writeString(files.resolve("b"), content);
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(names(parent)).containsExactlyInAnyOrder("log.csv", "model");
        assertThat(Files.readString(file)).matches("(\\d+?)\\1{999}");
        assertThat(Files.readString(target.resolve("a")))
                .matches("(\\d+?)\\1{999}")
                .isEqualTo(Files.readString(target.resolve("b")));
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
