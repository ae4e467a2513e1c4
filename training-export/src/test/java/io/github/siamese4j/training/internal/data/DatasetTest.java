package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.Preprocessing.Fit;
import io.github.siamese4j.training.FolderLayout;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.SplitRule;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    @TempDir
    Path root;

    @Test
    void skipsAndListsCorruptPicturesUpToTheAllowedShare() throws IOException {
        Pictures.grouped(root, 1, 3, 4, 8);
        Files.writeString(root.resolve("group0/class1/2.png"), "no picture");
        Files.write(root.resolve("group0/class2/0.png"), new byte[0]);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        Dataset data = Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0.2);
        assertThat(data.classes()).extracting(c -> c.pictures().size()).containsExactly(4, 3, 3);
        assertThat(data.problems())
                .hasSize(3)
                .contains("2 of 12 pictures cannot be decoded")
                .anyMatch(p -> p.contains("2.png") && p.contains("skipped"))
                .anyMatch(p -> p.contains("0.png") && p.contains("it is empty"));
        assertThatThrownBy(() -> Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0.1))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_CORRUPT));
    }

    @Test
    void countsATruncatedPictureAsCorrupt() throws IOException {
        Pictures.grouped(root, 1, 3, 4, 8);
        Path file = root.resolve("group0/class1/2.png");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        Dataset data = Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0.1);
        assertThat(data.problems()).hasSize(2);
        assertThat(data.problems().get(1)).contains("2.png", "IMAGE_TRUNCATED");
        assertThat(data.classes()).extracting(c -> c.pictures().size()).containsExactly(4, 3, 4);
    }

    @Test
    void decodesOnDemandWhatDoesNotFitInMemory() {
        Pictures.grouped(root, 1, 3, 4, 8);
        FolderScan scan = FolderScan.scan(root, FolderLayout.AUTO);
        Dataset kept = Dataset.load(scan, reader(8, 8, Fit.STRETCH), Long.MAX_VALUE, 0);
        Dataset onDemand = Dataset.load(scan, reader(8, 8, Fit.STRETCH), 100, 0);
        assertThat(onDemand.classes()).isEqualTo(kept.classes());
        for (int i = 0; i < 12; i++) {
            assertThat(onDemand.pictures().get(i)).isEqualTo(kept.pictures().get(i));
        }
    }

    @Test
    void keepsGreyAsOneChannelAndColourAsRgb() throws IOException {
        Path file = root.resolve("x.png");
        Pictures.plain(file, 2, 2, new Color(10, 20, 30));
        assertThat(reader(2, 2, Fit.STRETCH).read(file))
                .isEqualTo(Picture.of(2, 2, 3, new byte[] {10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30}));
        Pictures.plain(file, 2, 2, new Color(40, 40, 40));
        assertThat(reader(2, 2, Fit.STRETCH).read(file)).isEqualTo(Picture.of(2, 2, 1, new byte[] {40, 40, 40, 40}));
    }

    @Test
    void letterboxesWithGreyAndCropsTheCentre() throws IOException {
        Path file = root.resolve("wide.png");
        Pictures.plain(file, 8, 4, Color.BLACK);
        byte grey = (byte) 128;
        assertThat(reader(4, 4, Fit.LETTERBOX).read(file).pixels())
                .containsExactly(grey, grey, grey, grey, 0, 0, 0, 0, 0, 0, 0, 0, grey, grey, grey, grey);
        assertThat(reader(4, 4, Fit.CENTER_CROP).read(file).pixels())
                .containsOnly(0)
                .hasSize(16);
        assertThat(reader(4, 4, Fit.STRETCH).read(file).pixels())
                .containsOnly(0)
                .hasSize(16);
    }

    @Test
    void holdsOutWholeGroups() {
        List<PictureClass> classes = classes(10, 4, 5);
        DatasetSplit split = DatasetSplit.of(classes, SplitRule.tenthOfGroups());
        assertThat(groups(split.validation())).hasSize(1).doesNotContainAnyElementsOf(groups(split.training()));
        assertThat(split.validation()).hasSize(4);
        assertThat(split.training()).hasSize(36);
        assertThat(DatasetSplit.of(classes, SplitRule.tenthOfGroups())).isEqualTo(split);
    }

    @Test
    void holdsOutNamedGroupsAndRefusesUnknownOnes() {
        List<PictureClass> classes = classes(3, 4, 5);
        SplitRule rule = new SplitRule(SplitRule.Unit.GROUPS, 0.1, List.of("g2"), 0);
        assertThat(groups(DatasetSplit.of(classes, rule).validation())).containsExactly("g2");
        SplitRule unknown = new SplitRule(SplitRule.Unit.GROUPS, 0.1, List.of("none"), 0);
        assertThatThrownBy(() -> DatasetSplit.of(classes, unknown)).isInstanceOf(TrainingException.class);
    }

    @Test
    void splitsTheNinetyAndTenPercentOfEachClass() {
        DatasetSplit split =
                DatasetSplit.of(classes(2, 3, 20), new SplitRule(SplitRule.Unit.PICTURES, 0.1, List.of(), 7));
        assertThat(split.training()).hasSize(6).allMatch(c -> c.pictures().size() == 18);
        assertThat(split.validation()).hasSize(6).allMatch(c -> c.pictures().size() == 2);
        Set<Integer> all = new HashSet<>();
        split.training().forEach(c -> all.addAll(c.pictures()));
        split.validation().forEach(c -> all.addAll(c.pictures()));
        assertThat(all).hasSize(120);
    }

    @Test
    void holdsOutNothingWhenAskedTo() {
        DatasetSplit split = DatasetSplit.of(classes(2, 3, 5), new SplitRule(SplitRule.Unit.GROUPS, 0, List.of(), 0));
        assertThat(split.training()).hasSize(6);
        assertThat(split.validation()).isEmpty();
    }

    @Test
    void holdsOutClassesWhereThereIsOneGroupAndAtLeastTwo() {
        DatasetSplit split = DatasetSplit.of(classes(1, 10, 5), SplitRule.tenthOfGroups());
        assertThat(split.validation()).hasSize(2).doesNotContainAnyElementsOf(split.training());
        assertThat(split.training()).hasSize(8);
        assertThat(split.problems()).singleElement().asString().contains("classes are held out instead");
        assertThat(DatasetSplit.of(classes(10, 4, 5), SplitRule.tenthOfGroups()).problems())
                .isEmpty();
    }

    @Test
    void holdsOutASecondGroupWhereOneHasASingleClass() {
        DatasetSplit split = DatasetSplit.of(classes(8, 1, 5), SplitRule.tenthOfGroups());
        assertThat(groups(split.validation())).hasSize(2);
        assertThat(groups(split.training())).hasSize(6).doesNotContainAnyElementsOf(groups(split.validation()));
    }

    @Test
    void holdsOutPicturesOfAFewClassesAndRefusesWhereThereAreTooFew() {
        DatasetSplit split = DatasetSplit.of(classes(1, 2, 10), SplitRule.tenthOfGroups());
        assertThat(split.training()).hasSize(2).allMatch(c -> c.pictures().size() == 8);
        assertThat(split.validation()).hasSize(2).allMatch(c -> c.pictures().size() == 2);
        assertThat(split.problems()).hasSize(2);
        assertThatThrownBy(() -> DatasetSplit.of(classes(1, 2, 3), SplitRule.tenthOfGroups()))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_TOO_SMALL));
    }

    private static PictureReader reader(int width, int height, Fit fit) {
        return new PictureReader(Preprocessing.letterbox(width, height).withFit(fit));
    }

    private static List<PictureClass> classes(int groups, int classes, int pictures) {
        return IntStream.range(0, groups * classes)
                .mapToObj(i -> new PictureClass(
                        "g" + i / classes,
                        "c" + i % classes,
                        IntStream.range(i * pictures, (i + 1) * pictures)
                                .boxed()
                                .toList()))
                .toList();
    }

    private static Set<String> groups(List<PictureClass> classes) {
        Set<String> names = new HashSet<>();
        classes.forEach(c -> names.add(c.group()));
        return names;
    }
}
