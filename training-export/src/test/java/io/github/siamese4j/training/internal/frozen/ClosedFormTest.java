package io.github.siamese4j.training.internal.frozen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.evaluation.LabelledClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClosedFormTest {
    private static final int DIMENSION = 6;

    private final List<float[]> rows = new ArrayList<>();
    private final List<LabelledClass> classes = new ArrayList<>();

    /** Creates classes that differ in two values; the third has a large spread within each class. */
    ClosedFormTest() {
        Random random = new Random(3);
        for (int c = 0; c < 5; c++) {
            List<Integer> items = new ArrayList<>();
            double[] center = {random.nextGaussian(), random.nextGaussian()};
            for (int i = 0; i < 40; i++) {
                items.add(rows.size());
                float[] row = new float[DIMENSION];
                for (int d = 0; d < DIMENSION; d++) {
                    double value = d < 2 ? center[d] : d == 2 ? 9 * random.nextGaussian() : 0;
                    row[d] = (float) (4 + value + 0.1 * random.nextGaussian());
                }
                rows.add(row);
            }
            classes.add(new LabelledClass("g", "c" + c, items));
        }
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    @Test
    void isTheInverseOfTheCovarianceWithinClasses() {
        ClosedForm.Projection projection =
                ClosedForm.of(classes, rows::get, DIMENSION).projection(DIMENSION, 0.01);
        // The variances within classes are 81 in the third value and 0.01 elsewhere, and little covaries, so the
        // projection divides by their roots, up to a rotation.
        double added = 0.01 * (81 + 5 * 0.01) / 6;
        double[] scale = {0.01, 0.01, 81, 0.01, 0.01, 0.01};
        double[] mean = new double[DIMENSION];
        rows.forEach(row -> {
            for (int d = 0; d < DIMENSION; d++) {
                mean[d] += row[d] / rows.size();
            }
        });
        for (int pair = 0; pair < 20; pair++) {
            float[] a = rows.get(pair);
            float[] b = rows.get(199 - 3 * pair);
            float[] scaledA = new float[DIMENSION];
            float[] scaledB = new float[DIMENSION];
            for (int d = 0; d < DIMENSION; d++) {
                scaledA[d] = (float) ((a[d] - mean[d] / 2) / Math.sqrt(scale[d] + added));
                scaledB[d] = (float) ((b[d] - mean[d] / 2) / Math.sqrt(scale[d] + added));
            }
            assertThat(cosine(projection.apply(a), projection.apply(b)))
                    .isCloseTo(cosine(scaledA, scaledB), within(0.02));
        }
    }

    @Test
    void aLargeShrinkageKeepsTheAngles() {
        ClosedForm.Projection projection =
                ClosedForm.of(classes, rows::get, DIMENSION).projection(DIMENSION, 1e9);
        float[] mean = new float[DIMENSION];
        rows.forEach(row -> {
            for (int d = 0; d < DIMENSION; d++) {
                mean[d] += row[d] / rows.size();
            }
        });
        float[] a = rows.get(0).clone();
        float[] b = rows.get(150).clone();
        double projected = cosine(projection.apply(a), projection.apply(b));
        for (int d = 0; d < DIMENSION; d++) {
            a[d] -= mean[d] / 2;
            b[d] -= mean[d] / 2;
        }
        assertThat(projected).isCloseTo(cosine(a, b), within(1e-5));
    }

    @Test
    void aNarrowProjectionKeepsTheLargestSecondMoments() {
        ClosedForm form = ClosedForm.of(classes, rows::get, DIMENSION);
        ClosedForm.Projection narrow = form.projection(4, 1e9);
        ClosedForm.Projection all = form.projection(DIMENSION, 1e9);
        double kept = 0;
        double whole = 0;
        for (float[] row : rows) {
            for (float value : narrow.apply(row)) {
                kept += value * value;
            }
            for (float value : all.apply(row)) {
                whole += value * value;
            }
        }
        // Both have a mean squared norm of 1; the narrow one has it from four orthogonal directions.
        assertThat(kept / rows.size()).isCloseTo(1, within(1e-3));
        assertThat(whole / rows.size()).isCloseTo(1, within(1e-3));
        for (int i = 0; i < 20; i++) {
            float[] a = rows.get(i);
            float[] b = rows.get(199 - i);
            assertThat(cosine(narrow.apply(a), narrow.apply(b)))
                    .isCloseTo(cosine(all.apply(a), all.apply(b)), within(0.01));
        }
    }

    @Test
    void takesEqualRows() {
        List<LabelledClass> two =
                List.of(new LabelledClass("g", "a", List.of(0, 1)), new LabelledClass("g", "b", List.of(2, 3)));
        float[] same = {1, 2, 3};
        float[] projected = ClosedForm.of(two, row -> same, 3).projection(3, 1).apply(same);
        for (float value : projected) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void factorsAndInverts() {
        double[] matrix = {4, 2, 2, 10};
        double[] lower = Triangular.cholesky(matrix, 2);
        assertThat(lower).containsExactly(2, 0, 1, 3);
        assertThat(Triangular.inverse(lower, 2))
                .containsExactly(new double[] {0.5, 0, -1.0 / 6, 1.0 / 3}, within(1e-15));
        assertThatThrownBy(() -> Triangular.cholesky(new double[] {1, 2, 2, 1}, 2))
                .isInstanceOf(ArithmeticException.class);
    }
}
