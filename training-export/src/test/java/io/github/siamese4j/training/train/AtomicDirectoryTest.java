package io.github.siamese4j.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void replacesTheOldOne() throws IOException {
        Path target = folder.resolve("last");
        write(target, "one");
        write(target, "two");
        assertThat(target.resolve("file")).hasContent("two");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(target);
        }
    }

    @Test
    void keepsTheOldOneWhenWritingFails() {
        Path target = folder.resolve("last");
        write(target, "one");
        assertThatThrownBy(() -> AtomicDirectory.replace(target, directory -> {
                    Files.writeString(directory.resolve("file"), "tw");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.IO_FAILED))
                .hasMessageContaining("No space left");
        assertThat(target.resolve("file")).hasContent("one");
        write(target, "three");
        assertThat(target.resolve("file")).hasContent("three");
    }

    @Test
    void findsTheOldOneAfterAKillBetweenTheRenames() throws IOException {
        Path target = folder.resolve("last");
        write(target, "one");
        Files.move(target, folder.resolve("last.previous"));
        Path existing = AtomicDirectory.existing(target);
        assertThat(existing.resolve("file")).hasContent("one");
        write(target, "two");
        assertThat(AtomicDirectory.existing(target)).isEqualTo(target);
    }

    private static void write(Path target, String text) {
        AtomicDirectory.replace(target, directory -> AtomicDirectory.writeForced(directory.resolve("file"), text));
    }
}
