package io.github.siamese4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.siamese4j.Calibration;
import io.github.siamese4j.evaluation.CalibrationMethod;
import io.github.siamese4j.evaluation.Criterion;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.evaluation.LabelledScores;
import io.github.siamese4j.evaluation.Reliability;
import io.github.siamese4j.evaluation.Retrieval;
import io.github.siamese4j.evaluation.RocCurve;
import io.github.siamese4j.evaluation.Threshold;
import io.github.siamese4j.evaluation.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares figures with scikit-learn and pytorch-metric-learning. The script
 * {@code src/test/python/golden_evaluation.py} writes the golden file.
 */
class EvaluationGoldenTest {

    private static final double EXACT = 1e-9;

    private static List<String[]> golden;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = EvaluationGoldenTest.class.getResourceAsStream("/golden/evaluation/evaluation.txt")) {
            golden = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties", "separable", "few"})
    void verificationEqualsScikitLearn(String name) {
        LabelledScores scores = scores(name);
        Verification figures = Verification.of(scores, 0.5, 1);
        assertThat(figures.areaUnderCurve().value()).isCloseTo(value(name, "auc"), within(EXACT));
        assertThat(figures.averagePrecision().value()).isCloseTo(value(name, "ap"), within(EXACT));
        assertThat(figures.equalErrorRate().value()).isCloseTo(value(name, "eer"), within(EXACT));
        for (Verification.TarAtFar point : figures.tarAtFar()) {
            double expected = rows(name, "tar").stream()
                    .filter(row -> Double.parseDouble(row[2]) == point.falseAcceptRate())
                    .mapToDouble(row -> Double.parseDouble(row[3]))
                    .findFirst()
                    .orElseThrow();
            assertThat(point.trueAcceptRate().value()).isCloseTo(expected, within(EXACT));
        }
        // The sets have 300, 240, 15 and 3 different pairs; a rate of 0.1 needs 30, a rate of 0.01 needs 300.
        int supported = name.equals("smooth") ? 2 : name.equals("ties") ? 1 : 0;
        assertThat(figures.tarAtFar()).hasSize(supported);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ties", "few"})
    void rocPointsEqualScikitLearn(String name) {
        List<RocCurve.Point> points = RocCurve.of(scores(name)).points();
        List<String[]> rows = rows(name, "roc");
        assertThat(points).hasSize(rows.size() + 1);
        assertThat(points.get(0)).isEqualTo(new RocCurve.Point(Double.POSITIVE_INFINITY, 0, 0));
        for (int i = 0; i < rows.size(); i++) {
            RocCurve.Point point = points.get(i + 1);
            assertThat(point.threshold()).isEqualTo(Double.parseDouble(rows.get(i)[2]));
            assertThat(point.falseAcceptRate()).isCloseTo(Double.parseDouble(rows.get(i)[3]), within(EXACT));
            assertThat(point.trueAcceptRate()).isCloseTo(Double.parseDouble(rows.get(i)[4]), within(EXACT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties", "separable", "few"})
    void bestThresholdsReachTheFiguresOfScikitLearn(String name) {
        LabelledScores scores = scores(name);
        Threshold accuracy = Threshold.choose(scores, Criterion.accuracy(), 1);
        assertThat(accuracy.accuracy().value()).isCloseTo(value(name, "accuracy"), within(EXACT));
        Threshold f1 = Threshold.choose(scores, Criterion.f1(), 1);
        double recall = f1.trueAcceptRate().value();
        double accepted = recall * scores.sameCount() + f1.falseAcceptRate().value() * scores.differentCount();
        double found = 2 * recall * scores.sameCount() / (accepted + scores.sameCount());
        assertThat(found).isCloseTo(value(name, "f1"), within(EXACT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties", "separable", "few"})
    void plattEqualsScikitLearnAndTheExactOptimum(String name) {
        Calibration.Platt fitted = (Calibration.Platt) CalibrationMethod.PLATT.fit(scores(name));
        double[] exact = numbers(row(name, "platt-exact"), 2);
        assertThat(fitted.a()).isCloseTo(exact[0], within(EXACT * 10));
        assertThat(fitted.b()).isCloseTo(exact[1], within(EXACT * 10));
        double[] scikit = numbers(row(name, "platt-scikit"), 2);
        assertThat(fitted.a()).isCloseTo(scikit[0], within(1e-5));
        assertThat(fitted.b()).isCloseTo(scikit[1], within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties", "separable", "few"})
    void isotonicEqualsScikitLearn(String name) {
        Calibration fitted = CalibrationMethod.ISOTONIC.fit(scores(name));
        Calibration again = Calibration.parse(fitted.text());
        assertThat(again).isEqualTo(fitted);
        for (String[] row : rows(name, "isotonic")) {
            assertThat(fitted.probability(Double.parseDouble(row[2])))
                    .as("at %s", row[2])
                    .isCloseTo(Double.parseDouble(row[3]), within(EXACT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties", "separable", "few"})
    void reliabilityEqualsScikitLearn(String name) {
        LabelledScores scores = scores(name);
        Calibration.Platt fitted = (Calibration.Platt) CalibrationMethod.PLATT.fit(scores);
        double[] probabilities = IntStream.range(0, scores.size())
                .mapToDouble(i -> fitted.probability(scores.score(i)))
                .toArray();
        boolean[] same = new boolean[scores.size()];
        for (int i = 0; i < same.length; i++) {
            same[i] = scores.isSame(i);
        }
        Reliability reliability = Reliability.of(probabilities, same, 10);
        assertThat(reliability.brier().value()).isCloseTo(value(name, "brier"), within(EXACT));
        List<String[]> rows = rows(name, "bin");
        assertThat(reliability.bins()).hasSize(rows.size());
        double error = 0;
        for (int i = 0; i < rows.size(); i++) {
            Reliability.Bin bin = reliability.bins().get(i);
            double[] expected = numbers(rows.get(i), 2);
            assertThat(bin.probability()).isCloseTo(expected[0], within(1e-8));
            assertThat(bin.same().value()).isCloseTo(expected[1], within(EXACT));
            error += Math.abs(expected[0] - expected[1]) * bin.pairs() / scores.size();
        }
        assertThat(reliability.calibrationError()).isCloseTo(error, within(1e-8));
    }

    @Test
    void retrievalEqualsPytorchMetricLearning() {
        double[][] similarities = golden.stream()
                .filter(row -> row[0].equals("similarity"))
                .map(row -> numbers(row, 1))
                .toArray(double[][]::new);
        double[] labels = numbers(row("retrieval", "labels"), 2);
        List<LabelledClass> classes = new ArrayList<>();
        for (int label = 0; label < 5; label++) {
            double wanted = label;
            List<Integer> items = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == wanted)
                    .boxed()
                    .toList();
            classes.add(new LabelledClass("", "class" + label, items));
        }
        List<Integer> all = IntStream.range(0, labels.length).boxed().toList();
        Retrieval retrieval = Retrieval.of(
                classes,
                all,
                (query, candidates) -> candidates.stream()
                        .mapToDouble(candidate -> similarities[query][candidate])
                        .toArray(),
                List.of(1, 5));
        assertThat(retrieval.queries()).isEqualTo(25);
        assertThat(retrieval.gallery()).isEqualTo(24);
        assertThat(retrieval.recallAt().get(0).share().value())
                .isCloseTo(value("retrieval", "recall-at-1"), within(EXACT));
        assertThat(retrieval.meanAveragePrecisionAtR().value()).isCloseTo(value("retrieval", "map-at-r"), within(1e-7));
    }

    private static LabelledScores scores(String name) {
        String[] row = golden.stream()
                .filter(each -> each[0].equals("scores") && each[1].equals(name))
                .findFirst()
                .orElseThrow();
        double[] scores = new double[row.length - 2];
        boolean[] same = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            String[] pair = row[i + 2].split(":", -1);
            scores[i] = Double.parseDouble(pair[0]);
            same[i] = pair[1].equals("1");
        }
        return LabelledScores.of(scores, same);
    }

    private static List<String[]> rows(String name, String key) {
        return golden.stream()
                .filter(row -> row[0].equals(name) && row[1].equals(key))
                .toList();
    }

    private static String[] row(String name, String key) {
        return rows(name, key).get(0);
    }

    private static double value(String name, String key) {
        return Double.parseDouble(row(name, key)[2]);
    }

    private static double[] numbers(String[] row, int from) {
        return Arrays.stream(row, from, row.length)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
