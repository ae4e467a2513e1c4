package io.github.siamese4j.training.internal.frozen;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.evaluation.LabelledClass;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Moments of labelled vectors: the mean, the mean of the outer products, and the covariance within classes. Matrices
 * are row-major.
 */
@SuppressWarnings("ArrayRecordComponent") // used once
record ClassMoments(int dimension, double[] mean, double[] second, double[] within) {

    private static final int ROWS_AT_ONCE = 2048;

    /** Computes the moments of the rows of classes. */
    static ClassMoments of(List<LabelledClass> classes, IntFunction<float[]> rows, int dimension) {
        List<Integer> all =
                classes.stream().flatMap(each -> each.items().stream()).toList();
        double[] mean = new double[dimension];
        double[][] means = new double[classes.size()][dimension];
        for (int c = 0; c < classes.size(); c++) {
            List<Integer> items = classes.get(c).items();
            for (int row : items) {
                float[] values = rows.apply(row);
                for (int i = 0; i < dimension; i++) {
                    means[c][i] += values[i] / items.size();
                }
            }
            double share = (double) items.size() / all.size();
            for (int i = 0; i < dimension; i++) {
                mean[i] += share * means[c][i];
            }
        }
        try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Shape square = new Shape(dimension, dimension);
            NDArray second = scope.zeros(square, DataType.FLOAT64);
            for (int from = 0; from < all.size(); from += ROWS_AT_ONCE) {
                List<Integer> some = all.subList(from, Math.min(from + ROWS_AT_ONCE, all.size()));
                try (NDManager inner = scope.newSubManager()) {
                    // Float64 hides the order of summation, so that a repeated run starts with the same bits.
                    NDArray part = inner.create(doubles(some, rows, dimension), new Shape(some.size(), dimension));
                    second.addi(part.transpose().matMul(part));
                }
            }
            second.divi(all.size());
            NDArray between = scope.zeros(square, second.getDataType());
            for (int from = 0; from < means.length; from += ROWS_AT_ONCE) {
                try (NDManager inner = scope.newSubManager()) {
                    int count = Math.min(ROWS_AT_ONCE, means.length - from);
                    double[] weighted = new double[count * dimension];
                    for (int c = 0; c < count; c++) {
                        double weight =
                                Math.sqrt((double) classes.get(from + c).items().size() / all.size());
                        for (int i = 0; i < dimension; i++) {
                            weighted[c * dimension + i] = weight * means[from + c][i];
                        }
                    }
                    NDArray part = inner.create(weighted, new Shape(count, dimension));
                    between.addi(part.transpose().matMul(part));
                }
            }
            return new ClassMoments(
                    dimension, mean, second.toDoubleArray(), second.sub(between).toDoubleArray());
        }
    }

    private static double[] doubles(List<Integer> some, IntFunction<float[]> rows, int dimension) {
        double[] values = new double[Math.multiplyExact(some.size(), dimension)];
        for (int r = 0; r < some.size(); r++) {
            float[] row = rows.apply(some.get(r));
            for (int i = 0; i < dimension; i++) {
                values[r * dimension + i] = row[i];
            }
        }
        return values;
    }
}
