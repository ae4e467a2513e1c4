package io.github.siamese4j.training.internal.frozen;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.evaluation.LabelledClass;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * A linear projection of embeddings in closed form, from which training starts. It subtracts half of the mean, because
 * embeddings of one encoder share a direction that says nothing about classes. It then scales down the directions in
 * which images of one class differ (within-class covariance normalization, Hatch, Kajarekar and Stolcke 2006) and keeps
 * the directions of the largest second moments.
 */
public final class ClosedForm {

    private static final double CENTERING = 0.5;
    private static final int ITERATIONS = 8;
    private static final double ROUNDING = 1e-13;
    private static final String ENGINE = "PyTorch";

    private final ClassMoments moments;

    /** Weights [width, dimension] and a bias for each output. */
    @SuppressWarnings("ArrayRecordComponent") // used once, as the values of two tensors
    public record Projection(float[] weights, float[] bias) {
        /** Returns the projection of a vector. */
        public float[] apply(float[] vector) {
            float[] projected = bias.clone();
            for (int i = 0; i < projected.length; i++) {
                float sum = 0;
                for (int j = 0; j < vector.length; j++) {
                    sum += weights[i * vector.length + j] * vector[j];
                }
                projected[i] += sum;
            }
            return projected;
        }
    }

    private ClosedForm(ClassMoments moments) {
        this.moments = moments;
    }

    /** Computes the moments of the rows of classes, once for all projections. */
    public static ClosedForm of(List<LabelledClass> classes, IntFunction<float[]> rows, int dimension) {
        return new ClosedForm(ClassMoments.of(classes, rows, dimension));
    }

    /**
     * Returns a projection of a width up to the dimension. The shrinkage, above 0, is added to the variances within
     * classes, in units of their mean; the larger, the more directions stay as they are.
     */
    public Projection projection(int width, double shrinkage) {
        int n = moments.dimension();
        double[] within = moments.within().clone();
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += Math.max(0, within[i * n + i]);
        }
        double added = trace > 0 ? shrinkage * trace / n : 1;
        for (int i = 0; i < n; i++) {
            within[i * n + i] += added;
        }
        double[] inverse = Triangular.inverse(Triangular.cholesky(within, n), n);
        try (NDManager scope = NDManager.newBaseManager(Device.cpu(), ENGINE)) {
            Shape square = new Shape(n, n);
            NDArray whitening = scope.create(inverse, square);
            NDArray second = whitening.matMul(scope.create(centred(), square)).matMul(whitening.transpose());
            NDArray directions = width == n ? scope.eye(n, n, 0, second.getDataType()) : principal(second, width);
            double energy = directions.mul(second.matMul(directions)).sum().toDoubleArray()[0];
            // Outputs have norm 1 on average, so that one learning rate suits all encoders.
            NDArray projection = directions.transpose().matMul(whitening).div(energy > 0 ? Math.sqrt(energy) : 1);
            NDArray bias = projection.matMul(
                    scope.create(moments.mean(), new Shape(n, 1)).mul(-CENTERING));
            return new Projection(floats(projection), floats(bias));
        }
    }

    /** Returns the mean of the outer products after the subtraction of half of the mean. */
    private double[] centred() {
        int n = moments.dimension();
        double[] mean = moments.mean();
        double[] centred = moments.second().clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                centred[i * n + j] -= CENTERING * (2 - CENTERING) * mean[i] * mean[j];
            }
        }
        return centred;
    }

    /** Returns orthonormal columns that span the directions of the largest values, by subspace iteration. */
    private static NDArray principal(NDArray symmetric, int width) {
        int n = (int) symmetric.getShape().get(0);
        Random random = new Random(1);
        double[] start = new double[n * width];
        Arrays.setAll(start, i -> random.nextGaussian());
        NDArray columns = symmetric.getManager().create(start, new Shape(n, width));
        for (int i = 0; i < ITERATIONS; i++) {
            columns = orthonormal(symmetric.matMul(columns), width);
        }
        return columns;
    }

    private static NDArray orthonormal(NDArray columns, int width) {
        NDArray result = columns;
        // Once leaves an error where lengths differ much; twice is enough.
        for (int i = 0; i < 2; i++) {
            double[] gram = result.transpose().matMul(result).toDoubleArray();
            double largest = 0;
            for (int k = 0; k < width; k++) {
                largest = Math.max(largest, gram[k * width + k]);
            }
            for (int k = 0; k < width; k++) {
                gram[k * width + k] += ROUNDING * (largest > 0 ? largest : 1);
            }
            double[] inverse = Triangular.inverse(Triangular.cholesky(gram, width), width);
            NDArray factor = result.getManager().create(inverse, new Shape(width, width));
            result = result.matMul(factor.transpose());
        }
        return result;
    }

    private static float[] floats(NDArray values) {
        double[] exact = values.toDoubleArray();
        float[] rounded = new float[exact.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) exact[i];
        }
        return rounded;
    }
}
