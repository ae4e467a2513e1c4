package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    @TempDir
    Path root;

    @Test
    void listsImagesAtAnyDepthInOneOrder() throws IOException {
        for (String name : new String[] {"b.PNG", "a/z.jpeg", "a/b/c.tif", "a-b/1.webp", "B/2.gif"}) {
            file(name);
        }
        for (String name : new String[] {
            "notes.txt", "png", ".hidden.png", ".git/x.png", "__MACOSX/y.png", "a/@eaDir/z.png", "a/.png"
        }) {
            file(name);
        }
        assertThat(ImageFiles.below(root).keySet())
                .containsExactly("B/2.gif", "a-b/1.webp", "a/b/c.tif", "a/z.jpeg", "b.PNG");
        assertThat(ImageFiles.in(root)).containsExactly(root.resolve("b.PNG"));
        assertThat(ImageFiles.folders(root)).extracting(ImageFiles::name).containsExactly("B", "a", "a-b");
    }

    @Test
    void followsLinksButNoLoops() throws IOException {
        file("a/1.png");
        try {
            Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));
            Files.createSymbolicLink(root.resolve("a/loop"), root);
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "a file system without symbolic links");
        }
        assertThat(ImageFiles.below(root).keySet()).containsExactly("a/1.png", "link/1.png");
    }

    @Test
    void refusesWhatIsNoFolder() throws IOException {
        file("x.png");
        assertThatThrownBy(() -> ImageFiles.below(root.resolve("x.png")))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_EMPTY))
                .hasMessageContaining("x.png");
    }

    private void file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
