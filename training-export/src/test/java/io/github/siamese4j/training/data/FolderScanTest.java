package io.github.siamese4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScanTest {
    @TempDir
    Path root;

    @Test
    void recognizesGroupsOfClassesEvenBelowTheOmniglotFolder() {
        Pictures.grouped(root.resolve("images_background"), 2, 3, 2, 8);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        assertThat(scan.layout()).isEqualTo(FolderLayout.GROUPS);
        assertThat(scan.problems()).isEmpty();
        assertThat(scan.classes())
                .extracting(c -> c.group() + "/" + c.name() + ":" + c.files().size())
                .containsExactly(
                        "group0/class0:2",
                        "group0/class1:2",
                        "group0/class2:2",
                        "group1/class0:2",
                        "group1/class1:2",
                        "group1/class2:2");
    }

    @Test
    void recognizesClassesAndPutsThemIntoOneGroup() {
        Pictures.grouped(root.resolve("mine"), 1, 3, 2, 8);
        FolderScan scan = FolderScan.scan(root.resolve("mine").resolve("group0"), FolderLayout.AUTO);
        assertThat(scan.layout()).isEqualTo(FolderLayout.CLASSES);
        assertThat(scan.classes()).extracting(ImageClass::group).containsOnly("group0");
        assertThat(scan.classes()).extracting(ImageClass::name).containsExactly("class0", "class1", "class2");
    }

    @Test
    void reportsWhatItLeavesOut() throws IOException {
        Pictures.grouped(root, 1, 2, 2, 8);
        Files.createDirectories(root.resolve("group0/empty"));
        Pictures.plain(root.resolve("group0/single/one.png"), 8, 8, Color.RED);
        Pictures.plain(root.resolve("group0/loose.png"), 8, 8, Color.RED);
        Files.writeString(root.resolve("group0/class0/notes.txt"), "not a picture");
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        assertThat(scan.classes()).hasSize(2);
        assertThat(scan.problems())
                .containsExactlyInAnyOrder(
                        "1 pictures lie outside of a class folder of the layout GROUPS: ignored",
                        "class group0/empty is empty: excluded",
                        "class group0/single has one picture, but a pair takes two: excluded");
    }

    @Test
    void refusesAFolderWithoutPictures() {
        assertCode(root, FolderLayout.AUTO, Code.DATA_EMPTY);
        assertCode(root.resolve("missing"), FolderLayout.AUTO, Code.DATA_EMPTY);
    }

    @Test
    void refusesPicturesOutsideOfClassFolders() {
        Pictures.plain(root.resolve("a.png"), 8, 8, Color.RED);
        assertCode(root, FolderLayout.AUTO, Code.DATA_LAYOUT);
    }

    @Test
    void refusesTheWrongExplicitLayout() {
        Pictures.grouped(root, 2, 2, 2, 8);
        assertCode(root, FolderLayout.CLASSES, Code.DATA_LAYOUT);
    }

    @Test
    void refusesASingleClass() {
        Pictures.grouped(root, 1, 1, 5, 8);
        assertCode(root, FolderLayout.AUTO, Code.DATA_TOO_SMALL);
    }

    private static void assertCode(Path folder, FolderLayout layout, Code code) {
        assertThatThrownBy(() -> FolderScan.scan(folder, layout))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
