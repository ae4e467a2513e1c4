package io.github.siamese4j.training.internal.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.Image;
import io.github.siamese4j.Preprocessing;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.features.FeatureDescription.Glcm;
import io.github.siamese4j.features.FeatureDescription.Hog;
import io.github.siamese4j.features.FeatureExtractor;
import io.github.siamese4j.training.Pictures;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTableWriterTest {

    private static final FeatureDescription SMALL = new FeatureDescription(
            Preprocessing.letterbox(16, 16),
            Optional.of(new Hog(8, 2, 3)),
            Optional.of(new Glcm(8, List.of(1), List.of(0))));

    @TempDir
    private Path folder;

    private Path pictures;
    private Path table;

    @BeforeEach
    void draw() {
        pictures = folder.resolve("pictures");
        table = folder.resolve("table.csv");
        Pictures.grouped(pictures, 2, 3, 4, 20);
    }

    @Test
    void aRowIsIdLabelAndTheFeaturesOfThePicture() throws IOException {
        FeatureTableWriter.Result result = write(2);
        assertThat(result.kept()).isZero();
        assertThat(result.added()).isEqualTo(24);
        assertThat(result.unlabelled()).isZero();
        assertThat(result.skipped()).isEmpty();
        assertThat(result.passedOver().count()).isZero();
        List<String> lines = Files.readAllLines(table);
        assertThat(lines).hasSize(26);
        assertThat(lines.get(0)).isEqualTo("# " + SMALL.text());
        assertThat(lines.get(1)).isEqualTo("id,label,f0,f1,f2,f3,f4,f5,f6,f7,f8,f9,f10,f11,f12,f13,f14,f15,f16,f17");
        FeatureExtractor extractor = new FeatureExtractor(SMALL);
        List<String> ids = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] fields = line.split(",", -1);
            ids.add(fields[0]);
            assertThat(fields[1]).isEqualTo(fields[0].substring(0, fields[0].lastIndexOf('/')));
            float[] expected = extractor.extract(Image.of(pictures.resolve(fields[0])));
            assertThat(fields).hasSize(2 + expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat(Float.parseFloat(fields[2 + i])).isEqualTo(expected[i]);
            }
        }
        assertThat(ids).hasSize(24).isSorted().startsWith("group0/class0/0.png").endsWith("group1/class2/3.png");
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        write(1);
        byte[] one = Files.readAllBytes(table);
        Files.delete(table);
        write(5);
        assertThat(Files.readAllBytes(table)).isEqualTo(one);
    }

    @Test
    void aRunThatWasCutOffAnywhereIsContinuedToTheSameFile() throws IOException {
        Files.writeString(pictures.resolve("group0/class1/1.png"), "no picture");
        write(2);
        byte[] whole = Files.readAllBytes(table);
        for (int length = 0; length <= whole.length; length += 97) {
            Files.write(table, Arrays.copyOf(whole, length));
            String cut = new String(whole, 0, length, UTF_8);
            int wholeRows = (int) Math.max(0, cut.chars().filter(c -> c == '\n').count() - 2);
            FeatureTableWriter.Result result = write(2);
            assertThat(result.kept()).as("cut at %d", length).isEqualTo(wholeRows);
            assertThat(result.kept() + result.added()).isEqualTo(23);
            assertThat(result.skipped()).hasSize(1);
            assertThat(Files.readAllBytes(table)).as("cut at %d", length).isEqualTo(whole);
        }
    }

    @Test
    void keptRowsAreNotComputedAgainAndNewPicturesAreAppended() throws IOException {
        write(2);
        String before = Files.readString(table);
        Pictures.plain(pictures.resolve("group0/class0/0.png"), 9, 9, Color.RED);
        Pictures.plain(pictures.resolve("added/new.png"), 9, 9, Color.RED);
        List<String> progress = new ArrayList<>();
        FeatureTableWriter.Result result = new FeatureTableWriter(pictures, SMALL, 2)
                .write(table, (stage, done, total) -> progress.add(done + "/" + total));
        assertThat(result.kept()).isEqualTo(24);
        assertThat(result.added()).isEqualTo(1);
        assertThat(result.skipped()).isEmpty();
        assertThat(progress).containsExactly("1/1");
        assertThat(Files.readString(table)).startsWith(before + "added/new.png,added,");
    }

    @Test
    void picturesThatCannotBeUsedAreSkippedWithTheirCode() throws IOException {
        Path broken = pictures.resolve("group1/class1/2.png");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 60));
        Files.writeString(pictures.resolve("group1/class2/x.jpg"), "not a picture");
        Files.writeString(pictures.resolve("group1/class2/notes.txt"), "not meant to be one");
        Path hidden = Files.createDirectories(pictures.resolve(".cache"));
        Pictures.plain(hidden.resolve("a.png"), 9, 9, Color.RED);
        FeatureTableWriter.Result result = write(3);
        assertThat(result.added()).isEqualTo(23);
        assertThat(result.skipped())
                .extracting(FeatureTableWriter.Skipped::id, FeatureTableWriter.Skipped::code)
                .containsExactly(
                        tuple("group1/class1/2.png", ErrorCode.IMAGE_TRUNCATED),
                        tuple("group1/class2/x.jpg", ErrorCode.IMAGE_UNSUPPORTED));
    }

    @Test
    void namesAreQuotedAndPicturesWithoutAFolderHaveNoLabel() throws IOException {
        Path odd = folder.resolve("odd");
        Pictures.plain(odd.resolve("a, b/\"c\".png"), 9, 9, Color.RED);
        Pictures.plain(odd.resolve("#1.png"), 9, 9, Color.RED);
        for (int round = 0; round < 2; round++) {
            FeatureTableWriter.Result result =
                    new FeatureTableWriter(odd, SMALL, 1).write(table, (stage, done, total) -> {});
            assertThat(result.unlabelled()).isEqualTo(1);
            assertThat(result.added()).isEqualTo(round == 0 ? 2 : 0);
            List<String> lines = Files.readAllLines(table);
            assertThat(lines).hasSize(4);
            assertThat(lines.get(2)).startsWith("\"#1.png\",,");
            assertThat(lines.get(3)).startsWith("\"a, b/\"\"c\"\".png\",\"a, b\",");
        }
    }

    @Test
    void aFileOfOtherFeaturesIsLeftAsItIs() throws IOException {
        write(1);
        byte[] before = Files.readAllBytes(table);
        assertRefused(
                () -> new FeatureTableWriter(pictures, FeatureDescription.defaults(), 1)
                        .write(table, (stage, done, total) -> {}),
                Code.CONFIG_INVALID,
                SMALL.text());
        assertThat(Files.readAllBytes(table)).isEqualTo(before);
        Files.writeString(table, "something else");
        assertRefused(() -> write(1), Code.CONFIG_INVALID, "something else");
        assertThat(Files.readString(table)).isEqualTo("something else");
    }

    @Test
    void aDamagedRowIsNamedByItsLine() throws IOException {
        write(1);
        List<String> lines = new ArrayList<>(Files.readAllLines(table));
        lines.set(6, lines.get(6).substring(0, 40));
        Files.writeString(table, String.join("\n", lines) + "\n");
        assertRefused(() -> write(1), Code.DATA_CORRUPT, "line 7");
    }

    @Test
    void whatHoldsNoPictureIsRefused() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertRefused(() -> write(empty), Code.DATA_EMPTY, "no image");
        assertRefused(() -> write(folder.resolve("none")), Code.DATA_EMPTY, "not a folder");
        Files.writeString(empty.resolve("a.png"), "no picture");
        assertRefused(() -> write(empty), Code.DATA_CORRUPT, "IMAGE_UNSUPPORTED");
        Files.move(empty.resolve("a.png"), empty.resolve("a\nb.png"));
        assertRefused(() -> write(empty), Code.DATA_LAYOUT, "line break");
    }

    private FeatureTableWriter.Result write(int threads) {
        return new FeatureTableWriter(pictures, SMALL, threads).write(table, (stage, done, total) -> {});
    }

    private void write(Path other) {
        new FeatureTableWriter(other, SMALL, 1).write(table, (stage, done, total) -> {});
    }

    private static void assertRefused(Runnable call, Code code, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
