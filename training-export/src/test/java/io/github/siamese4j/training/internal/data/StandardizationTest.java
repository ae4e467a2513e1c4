package io.github.siamese4j.training.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.training.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardizationTest {
    @TempDir
    Path folder;

    @Test
    void isThatOfTheRowsGivenAndOfNoOthers() throws IOException {
        FeatureTable table = table("1,5,0.1,1e6", "3,5,0.1,1000001", "5,5,0.1,1000002", "999,7,3,4");
        Standardization standardization = Standardization.of(table, List.of(0, 1, 2));
        float spread = (float) Math.sqrt(8 / 3.0);
        assertThat(standardization.mean()).containsExactly(3, 5, 0.1f, 1000001);
        // A constant column keeps its scale, while a small spread on a large mean is measured.
        assertThat(standardization.deviation()).containsExactly(spread, 1, 1, spread / 2);
    }

    @Test
    void makesMeanZeroAndDeviationOne() throws IOException {
        Random random = new Random(3);
        String[] rows = IntStream.range(0, 500)
                .mapToObj(i -> 40 + 3 * random.nextGaussian() + "," + 1e-4 * random.nextDouble() + "," + i % 2 + ",0")
                .toArray(String[]::new);
        FeatureTable table = table(rows);
        List<Integer> all = IntStream.range(0, rows.length).boxed().toList();
        Standardization standardization = Standardization.of(table, all);
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            double squares = 0;
            for (int row : all) {
                double x = ((double) table.row(row)[c] - standardization.mean()[c])
                        / standardization.deviation()[c];
                sum += x;
                squares += x * x;
            }
            assertThat(sum / 500).isCloseTo(0, within(1e-5));
            assertThat(squares / 500).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void aConstantThatFloatsCannotHoldStaysConstant() throws IOException {
        String[] rows = IntStream.range(0, 3000)
                .mapToObj(i -> i + ",0.1," + (i % 2 == 0 ? "0.1" : "0.10000001") + ",1e-40")
                .toArray(String[]::new);
        Standardization standardization =
                Standardization.of(table(rows), IntStream.range(0, 3000).boxed().toList());
        assertThat(standardization.deviation()[1]).isEqualTo(1);
        assertThat(standardization.deviation()[2]).isEqualTo(1);
        assertThat(standardization.deviation()[3]).isEqualTo(1);
    }

    @Test
    void refusesNoRowsAndDeviationsThatCannotDivide() throws IOException {
        FeatureTable table = table("1,1,1,1", "2,2,2,2", "3,3,3,3", "4,4,4,4");
        assertThatThrownBy(() -> Standardization.of(table, List.of())).isInstanceOf(TrainingException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new Standardization(new float[1], new float[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Standardization(new float[2], new float[] {1}));
        assertThat(Standardization.none(2).deviation()).containsExactly(1, 1);
    }

    private FeatureTable table(String... rows) throws IOException {
        StringBuilder text = new StringBuilder("id,label,a,b,c,d\n");
        for (int i = 0; i < rows.length; i++) {
            text.append(i)
                    .append(",c")
                    .append(i / 2 % 2)
                    .append(',')
                    .append(rows[i])
                    .append('\n');
        }
        return FeatureTable.read(Files.writeString(folder.resolve("t.csv"), text), 1 << 20, 0);
    }
}
