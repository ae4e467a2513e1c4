package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureTableTest {
    private static final String GOOD = "id,label,f0,f1\na1,A,1,2\na2,A,3,4\nb1,B,5,6\nb2,B,7,8\n";

    @TempDir
    Path folder;

    @Test
    void readsRowsClassesAndDescription() throws IOException {
        FeatureTable table = read("# hog-glcm/1 size=64x64\n# second\nID,Label,h.0,\"g,1\"\n"
                + "x/1.png,Greek/alpha,0.25,1e-3\n\nx/2.png,Greek/alpha,-7,+2.5E2\n"
                + "y1,Latin/a/b,0, 1 \ny2,Latin/a/b,.5,3.\n\"q \"\"1\"\"\",plain,1,\"2\"\nq2,plain,3,4\n");
        assertThat(table.description()).contains("hog-glcm/1 size=64x64\nsecond");
        assertThat(table.features()).containsExactly("h.0", "g,1");
        assertThat(table.rows()).isEqualTo(6);
        assertThat(table.id(4)).isEqualTo("q \"1\"");
        assertThat(table.row(1)).containsExactly(-7, 250);
        assertThat(table.row(3)).containsExactly(.5f, 3);
        assertThat(table.classes())
                .containsExactly(
                        new LabelledClass("Greek", "alpha", List.of(0, 1)),
                        new LabelledClass("Latin", "a/b", List.of(2, 3)),
                        new LabelledClass("table", "plain", List.of(4, 5)));
        assertThat(table.problems()).isEmpty();
    }

    @Test
    void byteOrderMarkCarriageReturnsAndAMissingLastLineFeedChangeNothing() throws IOException {
        FeatureTable plain = read(GOOD);
        String other = "\uFEFF" + GOOD.strip().replace("\n", "\r\n");
        FeatureTable table = read(other);
        assertThat(table.features()).isEqualTo(plain.features());
        assertThat(table.classes()).isEqualTo(plain.classes());
        for (int row = 0; row < plain.rows(); row++) {
            assertThat(table.row(row)).isEqualTo(plain.row(row));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c,A,1|it has 3 fields, the header 4",
                "c,A,1,2,3|it has 5 fields, the header 4",
                "'c,A,1,'|feature f1 (column 4) is no finite number: ''",
                "c,A,NaN,2|feature f0 (column 3) is no finite number: 'NaN'",
                "c,A,1,-Infinity|feature f1 (column 4) is no finite number: '-Infinity'",
                "c,A,1,1e39|feature f1 (column 4) is no finite number: '1e39'",
                "c,A,1,1f|feature f1 (column 4) is no finite number: '1f'",
                "c,A,0x1p3,1|feature f0 (column 3) is no finite number: '0x1p3'",
                "c,A,1,1e|feature f1 (column 4) is no finite number: '1e'",
                "c,,1,2|its label is empty",
                "c,/A,1,2|its label /A lacks a group or a name",
                "c,A/,1,2|its label A/ lacks a group or a name",
                ",A,1,2|its id is empty",
                "a2,A,1,2|its id a2 is that of line 3",
                "#c,A,1,2|it begins with #; quote the id if it is a row",
            })
    void leavesOutABadRowAndNamesItsLine(String row, String reason) throws IOException {
        FeatureTable table = read(GOOD + row + "\nb3,B,9,10\n");
        assertThat(table.problems()).containsExactly("skipped: " + folder.resolve("table.csv") + ", line 6: " + reason);
        assertThat(table.rows()).isEqualTo(5);
        assertThat(table.row(4)).containsExactly(9, 10);
    }

    @Test
    void linesAreThoseOfTheFileWhateverRowsAndCommentsSpan() throws IOException {
        FeatureTable table = read(String.join(
                "\r\n",
                "\uFEFF# one",
                "# two",
                "id,label,f0",
                "",
                "\"a",
                "1\",A,1",
                "a2,A,2",
                "bad,A,x",
                "b1,B,1",
                "b2,B,2",
                "worse,B"));
        assertThat(table.problems()).hasSize(2);
        assertThat(table.problems().get(0)).contains("table.csv, line 8: ");
        assertThat(table.problems().get(1)).contains("table.csv, line 11: ");
    }

    @Test
    void refusesMoreBadRowsThanAllowed() throws IOException {
        String text = GOOD + "bad\n".repeat(2);
        assertThat(read(text, 1 / 3.0).problems()).hasSize(2);
        refused(Code.DATA_CORRUPT, "2 of 6 rows", text, 0.33);
    }

    @Test
    void listsNoMoreThanTwentyBadRows() throws IOException {
        List<String> problems = read(GOOD + "bad\n".repeat(50), 1).problems();
        assertThat(problems).hasSize(21);
        assertThat(problems.get(20)).isEqualTo("and 30 more rows that cannot be used: skipped");
    }

    @Test
    void leavesOutClassesOfOneRow() throws IOException {
        FeatureTable table = read(GOOD + "c1,C,1,2\n");
        assertThat(table.classes()).extracting(LabelledClass::name).containsExactly("A", "B");
        assertThat(table.problems()).containsExactly("class table/C has one row, but a pair takes two: excluded");
    }

    @Test
    void refusesWhatIsNoTableOfTwoClasses() throws IOException {
        refused(Code.DATA_LAYOUT, "line 1: the header must be id,label", "a1,A,1,2\n", 1);
        refused(Code.DATA_LAYOUT, "not [id;label;f0] of 1", "id;label;f0\n1;A;2\n", 1);
        refused(Code.DATA_LAYOUT, "line 2: the header", "# note\nid,label\n", 1);
        refused(Code.DATA_EMPTY, "is empty", "", 1);
        refused(Code.DATA_EMPTY, "0 classes", "id,label,f0\n", 1);
        refused(Code.DATA_TOO_SMALL, "1 classes", "id,label,f0\na,A,1\nb,A,1\n", 1);
        refused(Code.DATA_CORRUPT, "after line 5", GOOD + "\"c1,B,1,2\n" + "x\n".repeat(9_000_000), 1);
        refused(Code.DATA_CORRUPT, "after line 5", GOOD + "c1,B,\"1\"x,2\n", 1);
        assertThatThrownBy(() -> FeatureTable.read(folder, 100, 0)).hasMessageContaining("not a file");
    }

    @Test
    void refusesMoreThanFitsIntoMemory() throws IOException {
        Path file = Files.writeString(folder.resolve("table.csv"), GOOD);
        assertThat(FeatureTable.read(file, 32, 0).rows()).isEqualTo(4);
        assertThatThrownBy(() -> FeatureTable.read(file, 31, 0))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFIG_INVALID))
                .hasMessageContaining("line 5: the rows so far need 32 bytes of memory, the limit is 28");
    }

    /** Rows of random text lengths, so that the array grows several times. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsRead(long seed) throws IOException {
        Random random = new Random(seed);
        int columns = 1 + random.nextInt(40);
        int rows = 8 + random.nextInt(300);
        float[][] values = new float[rows][columns];
        StringBuilder text = new StringBuilder("id,label");
        for (int c = 0; c < columns; c++) {
            text.append(",f").append(c);
        }
        for (int row = 0; row < rows; row++) {
            text.append(random.nextBoolean() ? "\r\n" : "\n").append(quoted("id \"" + row + "\",\n", random));
            text.append(',').append(quoted("g" + row % 2 + "/c, " + row % 4, random));
            for (int c = 0; c < columns; c++) {
                // The first rows are short, so that the estimated number of rows is far off.
                values[row][c] = row < 3 ? row : any(random);
                text.append(',').append(written(values[row][c], random));
            }
        }
        FeatureTable table = read(text.toString());
        assertThat(table.problems()).isEmpty();
        assertThat(table.rows()).isEqualTo(rows);
        List<Integer> seen = new ArrayList<>();
        for (LabelledClass c : table.classes()) {
            for (int row : c.items()) {
                assertThat("g" + row % 2 + "/c, " + row % 4).isEqualTo(c.group() + "/" + c.name());
                assertThat(table.id(row)).isEqualTo("id \"" + row + "\",");
                assertThat(table.row(row)).isEqualTo(values[row]);
                seen.add(row);
            }
        }
        assertThat(seen).hasSize(rows);
    }

    private static String quoted(String text, Random random) {
        return random.nextBoolean() || text.contains("\"") || text.contains(",")
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    /** Returns any finite float, or one near 1. */
    private static float any(Random random) {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(value) && random.nextBoolean() ? value : (float) random.nextGaussian();
    }

    private static String written(float value, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Float.toString(value);
            case 1 -> String.format(Locale.ROOT, "%.9e", value);
            default -> "\"" + (double) value + "\"";
        };
    }

    private void refused(Code code, String message, String text, double maxCorruptFraction) {
        assertThatThrownBy(() -> read(text, maxCorruptFraction))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private FeatureTable read(String text) throws IOException {
        return read(text, 0.5);
    }

    private FeatureTable read(String text, double maxCorruptFraction) throws IOException {
        Path file = Files.write(folder.resolve("table.csv"), text.getBytes(StandardCharsets.UTF_8));
        return FeatureTable.read(file, 1L << 31, maxCorruptFraction);
    }
}
