package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
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
        PassedOver passedOver = new PassedOver();
        assertThat(ImageFiles.below(root, passedOver).keySet())
                .containsExactly("B/2.gif", "a-b/1.webp", "a/b/c.tif", "a/z.jpeg", "b.PNG");
        assertThat(passedOver.messages(root)).singleElement().asString().contains("2 files", "notes.txt", "png");
        PassedOver listed = new PassedOver();
        ImageFiles.Listing listing = ImageFiles.list(root, true, listed);
        assertThat(listing.images()).containsExactly(root.resolve("b.PNG"));
        assertThat(listing.folders()).extracting(ImageFiles::name).containsExactly("B", "a", "a-b");
        assertThat(listed.messages(root)).isEqualTo(passedOver.messages(root));
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
        PassedOver passedOver = new PassedOver();
        assertThat(ImageFiles.below(root, passedOver).keySet()).containsExactly("a/1.png", "link/1.png");
        assertThat(passedOver.count()).isZero();
        Files.createSymbolicLink(root.resolve("broken.png"), root.resolve("none.png"));
        assertThat(ImageFiles.below(root, passedOver)).hasSize(2);
        assertThat(passedOver.messages(root))
                .containsExactly("passed over 1 link without a target or device: broken.png");
    }

    @Test
    void refusesWhatIsNoFolder() throws IOException {
        file("x.png");
        assertThatThrownBy(() -> ImageFiles.below(root.resolve("x.png"), new PassedOver()))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_EMPTY))
                .hasMessageContaining("x.png");
    }

    @Test
    void namesAFewAndCountsAll() throws IOException {
        for (int i = 0; i < 7; i++) {
            file("a/" + i + ".txt");
        }
        PassedOver passedOver = new PassedOver();
        assertThat(ImageFiles.below(root, passedOver)).isEmpty();
        assertThat(passedOver.count()).isEqualTo(7);
        assertThat(passedOver.messages(root))
                .singleElement()
                .asString()
                .startsWith("passed over 7 files without the extension of an image: ")
                .endsWith(" and others");
    }

    @Test
    void aFolderThatMustNotBeReadIsPassedOver() throws IOException {
        file("open/1.png");
        file("locked/2.png");
        Path locked = root.resolve("locked");
        assumeTrue(locked.toFile().setReadable(false), "a file system without permissions");
        try {
            assumeTrue(!Files.isReadable(locked), "a user who may read everything");
            PassedOver passedOver = new PassedOver();
            assertThat(ImageFiles.below(root, passedOver).keySet()).containsExactly("open/1.png");
            assertThat(passedOver.deniedFolders()).containsExactly(locked);
            PassedOver listed = new PassedOver();
            assertThat(ImageFiles.list(locked, false, listed).images()).isEmpty();
            assertThat(listed.deniedFolders()).containsExactly(locked);
            assertThatThrownBy(() -> ImageFiles.below(locked, new PassedOver()))
                    .isInstanceOfSatisfying(
                            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.IO_FAILED));
        } finally {
            assertThat(locked.toFile().setReadable(true)).isTrue();
        }
    }

    /** As {@link #aFolderThatMustNotBeReadIsPassedOver}, for users who may read everything. */
    @Test
    void onlyADeniedFolderBelowTheTopIsPassedOver() throws IOException {
        PassedOver passedOver = new PassedOver();
        ImageFiles.Visitor visitor = new ImageFiles.Visitor(root, passedOver);
        Path locked = root.resolve("locked");
        assertThat(visitor.visitFileFailed(locked, new AccessDeniedException("locked")))
                .isEqualTo(FileVisitResult.CONTINUE);
        visitor.visitFileFailed(root.resolve(".hidden"), new AccessDeniedException("hidden"));
        assertThat(passedOver.messages(root))
                .containsExactly("passed over 1 folder without permission to read it: locked; check the permissions");
        assertThatThrownBy(() -> visitor.visitFileFailed(root, new AccessDeniedException("top")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> visitor.visitFileFailed(locked, new IOException("disk failure")))
                .hasMessage("disk failure");
    }

    private void file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
