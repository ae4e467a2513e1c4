package io.github.siamese4j.training.internal.frozen;

/** Factors of symmetric matrices. Matrices are row-major, n × n. */
final class Triangular {

    private Triangular() {}

    /**
     * Returns the lower triangular factor L of a symmetric positive definite matrix, which is L·Lᵀ (Cholesky). Throws
     * ArithmeticException if the matrix is not positive definite.
     */
    static double[] cholesky(double[] matrix, int n) {
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i * n + k] * lower[j * n + k];
                }
                if (i != j) {
                    lower[i * n + j] = sum / lower[j * n + j];
                } else if (sum > 0) {
                    lower[i * n + i] = Math.sqrt(sum);
                } else {
                    throw new ArithmeticException("the matrix is not positive definite: " + sum + " at row " + i);
                }
            }
        }
        return lower;
    }

    /** Returns the inverse of a lower triangular matrix, which is lower triangular. */
    static double[] inverse(double[] lower, int n) {
        double[] inverse = new double[n * n];
        for (int i = 0; i < n; i++) {
            double diagonal = 1 / lower[i * n + i];
            // Row i of L·X = I, solved for all columns at once.
            for (int k = 0; k < i; k++) {
                double factor = lower[i * n + k] * diagonal;
                for (int j = 0; j <= k; j++) {
                    inverse[i * n + j] -= factor * inverse[k * n + j];
                }
            }
            inverse[i * n + i] = diagonal;
        }
        return inverse;
    }
}
