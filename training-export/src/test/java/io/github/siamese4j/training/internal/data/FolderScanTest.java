package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertThat(scan.classes()).extracting(ClassFolder::group).containsOnly("group0");
        assertThat(scan.classes()).extracting(ClassFolder::name).containsExactly("class0", "class1", "class2");
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
                        "passed over 1 file without the extension of an image: "
                                + Path.of("group0", "class0", "notes.txt"),
                        "1 image lies outside of a class folder of the layout GROUPS: ignored, such as "
                                + Path.of("group0", "loose.png"),
                        "class group0/empty is empty: excluded",
                        "class group0/single has one image, but a pair takes two: excluded");
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

    @Test
    void passesOverWhatOtherSystemsAndPeopleLeaveBesidePictures() throws IOException {
        faces(root);
        Files.writeString(root.resolve("README"), "about the data");
        Files.writeString(root.resolve("s1/Thumbs.db"), "thumbnails");
        Files.writeString(root.resolve("s1/.DS_Store"), "order");
        Files.writeString(root.resolve("s1/._1.pgm"), "resource fork");
        Files.createDirectories(root.resolve("__MACOSX/s1"));
        Files.writeString(root.resolve("__MACOSX/s1/1.pgm"), "resource fork");
        Pictures.plain(root.resolve("montage.png"), 8, 8, Color.RED);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        assertThat(scan.layout()).isEqualTo(FolderLayout.CLASSES);
        assertThat(scan.classes())
                .extracting(c -> c.name() + ":" + c.files().size())
                .containsExactly("s1:3", "s2:3", "s3:3");
        assertThat(scan.problems())
                .containsExactly(
                        "passed over 1 file without the extension of an image: README",
                        "1 image lies outside of a class folder of the layout CLASSES: ignored, such as montage.png");
    }

    @Test
    void entersFoldersThatOnlyLeadToTheClasses() throws IOException {
        faces(root.resolve("archive/faces/data"));
        Files.writeString(root.resolve("archive/licence.txt"), "free");
        FolderScan deep = FolderScan.scan(root, FolderLayout.AUTO);
        FolderScan direct = FolderScan.scan(root.resolve("archive/faces/data"), FolderLayout.AUTO);
        assertThat(deep.classes()).isEqualTo(direct.classes());
        assertThat(deep.classes()).hasSize(3).extracting(ClassFolder::group).containsOnly("data");
        assertThat(FolderScan.scan(root.resolve("archive/faces"), FolderLayout.AUTO)
                        .classes())
                .isEqualTo(direct.classes());
        assertCode(root, FolderLayout.CLASSES, Code.DATA_LAYOUT);
    }

    @Test
    void readsTheTrainingPartOfADividedDataSet() throws IOException {
        faces(root.resolve("train"));
        faces(root.resolve("Test"));
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        assertThat(scan.classes()).hasSize(3).extracting(ClassFolder::group).containsOnly("train");
        assertThat(scan.problems()).singleElement().asString().contains("only train is read");
        assertThat(FolderScan.scan(root, FolderLayout.GROUPS).classes()).hasSize(6);
    }

    @Test
    void saysWherePicturesLieThatAreTooDeep() throws IOException {
        faces(root.resolve("a/b/c"));
        faces(root.resolve("a/d/c"));
        assertThatThrownBy(() -> FolderScan.scan(root.resolve("a"), FolderLayout.AUTO))
                .isInstanceOfSatisfying(TrainingException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.DATA_LAYOUT);
                    assertThat(e).hasMessageContaining("too deep").hasMessageContaining(".pgm");
                });
    }

    @Test
    void sumsUpManyExcludedClasses() {
        Pictures.grouped(root, 1, 2, 2, 8);
        for (int i = 0; i < 50; i++) {
            Pictures.plain(root.resolve("group0/once" + i + "/a.png"), 4, 4, Color.RED);
        }
        List<String> problems = FolderScan.scan(root, FolderLayout.AUTO).problems();
        assertThat(problems).hasSize(21);
        assertThat(problems.get(20)).startsWith("and 30 more classes");
    }

    @Test
    void countsAndNamesOtherFilesOnce() throws IOException {
        faces(root);
        for (String name : List.of("README", "s1/notes.txt", "s2/list.csv", "s2/.DS_Store")) {
            Files.writeString(root.resolve(name), "text");
        }
        assertThat(FolderScan.scan(root, FolderLayout.AUTO).problems())
                .containsExactly(
                        "passed over 3 files without the extension of an image: README, s1/notes.txt, s2/list.csv");
        Path none = Files.createDirectories(root.resolve("none/a"));
        Files.writeString(none.resolve("1.heic"), "no image");
        assertThatThrownBy(() -> FolderScan.scan(root.resolve("none"), FolderLayout.AUTO))
                .hasMessageContaining("no image below")
                .hasMessageContaining("1.heic");
    }

    private static void faces(Path folder) throws IOException {
        for (int person = 1; person <= 3; person++) {
            Path mine = Files.createDirectories(folder.resolve("s" + person));
            for (int i = 1; i <= 3; i++) {
                Files.writeString(mine.resolve(i + ".pgm"), "P2 2 2 9 1 2 3 4");
            }
        }
    }

    private static void assertCode(Path folder, FolderLayout layout, Code code) {
        assertThatThrownBy(() -> FolderScan.scan(folder, layout))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
