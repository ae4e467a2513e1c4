package io.github.siamese4j.training.internal.frozen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
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
                ClosedForm.of(classes, rows::get, DIMENSION).projection(DIMENSION, ClosedForm.Settings.ofClasses(0.01));
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
                ClosedForm.of(classes, rows::get, DIMENSION).projection(DIMENSION, ClosedForm.Settings.ofClasses(1e9));
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
        ClosedForm.Projection narrow = form.projection(4, ClosedForm.Settings.ofClasses(1e9));
        ClosedForm.Projection all = form.projection(DIMENSION, ClosedForm.Settings.ofClasses(1e9));
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
        float[] projected = ClosedForm.of(two, row -> same, 3)
                .projection(3, ClosedForm.Settings.ofClasses(1))
                .apply(same);
        for (float value : projected) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void whiteOutputsAreUncorrelatedWithTheSameVariance() {
        ClosedForm form = ClosedForm.of(classes, rows::get, DIMENSION);
        double[][] white = covariance(form.projection(4, new ClosedForm.Settings(1, 0.01, true, 0, 0)));
        double[][] none = covariance(form.projection(4, new ClosedForm.Settings(1, 0.01, false, 0, 0)));
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(white[i][j]).isCloseTo(i == j ? 0.25 : 0, within(1e-4));
            }
        }
        assertThat(none[0][0]).isNotCloseTo(0.25, within(0.1));
    }

    @Test
    void momentsOfCopiesAreThoseOfTheOriginals() {
        List<float[]> samples = new ArrayList<>(rows);
        List<LabelledClass> copies = new ArrayList<>();
        List<LabelledClass> originals = new ArrayList<>();
        Random random = new Random(4);
        for (int i = 0; i < rows.size(); i++) {
            float[] copy = rows.get(i).clone();
            copy[2] += (float) (5 + random.nextGaussian());
            samples.add(copy);
            copies.add(new LabelledClass("", "i" + i, List.of(i, rows.size() + i)));
            originals.add(new LabelledClass("", "i" + i, List.of(i)));
        }
        // With a large shrinkage, only the mean and the second moments matter, and these ignore the copies.
        ClosedForm.Settings settings = new ClosedForm.Settings(1, 1e9, false, 0, 0);
        ClosedForm.Projection found =
                ClosedForm.ofCopies(copies, samples::get, DIMENSION).projection(3, settings);
        ClosedForm.Projection expected =
                ClosedForm.of(originals, samples::get, DIMENSION).projection(3, settings);
        for (int i = 0; i < 20; i++) {
            assertThat(cosine(found.apply(rows.get(i)), found.apply(rows.get(50 + i))))
                    .isCloseTo(cosine(expected.apply(rows.get(i)), expected.apply(rows.get(50 + i))), within(1e-4));
        }
        // With a small one, the value that copies differ in counts for little.
        ClosedForm.Projection small = ClosedForm.ofCopies(copies, samples::get, DIMENSION)
                .projection(DIMENSION, new ClosedForm.Settings(1, 1e-6, false, 0, 0));
        assertThat(cosine(small.apply(samples.get(7)), small.apply(samples.get(rows.size() + 7))))
                .isGreaterThan(0.99);
    }

    @Test
    void plainOutputsArePrincipalComponents() {
        ClosedForm form = ClosedForm.of(classes, rows::get, DIMENSION);
        double[][] mixed = covariance(form.projection(4, new ClosedForm.Settings(1, 0.01, true, 0.25, 0.2)));
        assertThat(mixed[0][0] + mixed[1][1] + mixed[2][2]).isCloseTo(0.8, within(1e-4));
        assertThat(mixed[3][3]).isCloseTo(0.2, within(1e-4));
        ClosedForm.Projection projection = form.projection(4, new ClosedForm.Settings(1, 0.01, true, 0.25, 0.2));
        double[] last = new double[DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
            last[d] = Math.abs(projection.weights()[3 * DIMENSION + d]);
        }
        // The third value has by far the largest variance.
        assertThat(last[2]).isGreaterThan(20 * Math.max(last[0], last[4]));
    }

    private double[][] covariance(ClosedForm.Projection projection) {
        int width = projection.bias().length;
        double[][] sum = new double[width][width];
        for (float[] row : rows) {
            float[] values = projection.apply(row);
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    sum[i][j] += (double) values[i] * values[j] / rows.size();
                }
            }
        }
        return sum;
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

    @Test
    void embeddingsWithoutAProjectionAreRefusedWithAdvice() {
        rows.get(3)[1] = Float.POSITIVE_INFINITY;
        ClosedForm form = ClosedForm.of(classes, rows::get, DIMENSION);
        assertThatThrownBy(() -> form.projection(2, ClosedForm.Settings.ofClasses(1)))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.ENCODER_UNUSABLE))
                .hasMessageContaining("--no-linear");
    }

    @Test
    void theDimensionIsBounded() {
        assertThat(ClosedForm.supports(8192)).isTrue();
        assertThat(ClosedForm.supports(8193)).isFalse();
        assertThat(ClosedForm.bytes(50_000)).isEqualTo(120_000_000_000L);
    }
}
