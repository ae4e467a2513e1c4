package io.github.siamese4j.training.internal.frozen;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * A linear projection of embeddings in closed form. It subtracts a part of the mean, because embeddings of one encoder
 * share a direction that says nothing about classes. It then scales down the directions in which images of one class
 * differ (within-class covariance normalization, Hatch, Kajarekar and Stolcke 2006) and keeps the directions of the
 * largest second moments.
 */
public final class ClosedForm {

    private static final int ITERATIONS = 8;
    private static final double ROUNDING = 1e-13;
    private static final String ENGINE = "PyTorch";
    private static final int LARGEST_DIMENSION = 8192;
    /** Matrices of the dimension in float64 that are in the heap at once. */
    private static final int MATRICES = 6;

    private final ClassMoments moments;

    /**
     * The settings of a projection.
     *
     * @param centering the part of the mean that is subtracted, in [0, 1]
     * @param shrinkage the value added to the variances within classes, in units of their mean, above 0; the larger,
     *     the more directions stay as they are
     * @param white whether the outputs are uncorrelated and have the same variance, instead of the ratio of the
     *     variance between classes to that within them
     * @param plain the part of the outputs that are principal components of the embeddings as they are
     * @param plainEnergy the part of an output's squared length that these have on average
     */
    public record Settings(double centering, double shrinkage, boolean white, double plain, double plainEnergy) {

        /** Returns settings for few large classes of which new ones are to be told apart. */
        public static Settings ofClasses(double shrinkage) {
            return new Settings(0.5, shrinkage, false, 0, 0);
        }

        /**
         * Returns settings for many small classes, which are altered copies of one image. The plain outputs keep what
         * images of the same kind have in common.
         */
        public static Settings ofCopies() {
            return new Settings(0.95, 0.003, true, 3.0 / 32, 0.2);
        }
    }

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

    /** Returns whether embeddings of a dimension can be projected: at most 8,192, because time grows with its cube. */
    public static boolean supports(int dimension) {
        return dimension <= LARGEST_DIMENSION;
    }

    /** Returns the heap that a projection of embeddings of a dimension needs, beside the embeddings. */
    static long bytes(int dimension) {
        return (long) MATRICES * Double.BYTES * dimension * dimension;
    }

    /** Computes the moments of the rows of classes, once for all projections. */
    public static ClosedForm of(List<LabelledClass> classes, IntFunction<float[]> rows, int dimension) {
        return new ClosedForm(ClassMoments.of(classes, rows, dimension));
    }

    /**
     * Computes the moments of classes that are copies of their first item. The mean and the second moments are those of
     * the first items.
     */
    public static ClosedForm ofCopies(List<LabelledClass> classes, IntFunction<float[]> rows, int dimension) {
        List<LabelledClass> originals = classes.stream()
                .map(each -> new LabelledClass(
                        each.group(), each.name(), each.items().subList(0, 1)))
                .toList();
        ClassMoments first = ClassMoments.of(originals, rows, dimension);
        ClassMoments all = ClassMoments.of(classes, rows, dimension);
        return new ClosedForm(new ClassMoments(dimension, first.mean(), first.second(), all.within()));
    }

    /**
     * Returns a projection of a width up to the dimension. Outputs have length 1 on average (root mean square).
     *
     * @throws TrainingException {@link Code#ENCODER_UNUSABLE} if the embeddings are too large or small to compute with
     */
    public Projection projection(int width, Settings settings) {
        try {
            return compute(width, settings);
        } catch (ArithmeticException e) {
            throw new TrainingException(
                    Code.ENCODER_UNUSABLE,
                    "the embeddings of the encoder have no linear projection (" + e.getMessage()
                            + "); their values may be far too large. Bring the encoder in with --normalize, or start"
                            + " from random weights with --no-linear",
                    e);
        }
    }

    private Projection compute(int width, Settings settings) {
        int n = moments.dimension();
        int plain = (int) Math.round(settings.plain * width);
        try (NDManager scope = NDManager.newBaseManager(Device.cpu(), ENGINE)) {
            Shape square = new Shape(n, n);
            NDArray second = scope.create(centred(settings), square);
            NDArray whitening = scope.create(whitening(settings), square);
            NDArray whitened = whitening.matMul(second).matMul(whitening.transpose());
            NDArray directions =
                    width - plain == n ? scope.eye(n, n, 0, second.getDataType()) : principal(whitened, width - plain);
            if (settings.white) {
                directions = whitened(directions, whitened);
            }
            NDArray projection =
                    scaled(directions, whitened, 1 - settings.plainEnergy).matMul(whitening);
            if (plain > 0) {
                projection = projection.concat(scaled(principal(second, plain), second, settings.plainEnergy), 0);
            }
            NDArray bias = projection.matMul(
                    scope.create(moments.mean(), new Shape(n, 1)).mul(-settings.centering));
            return new Projection(floats(projection), floats(bias));
        }
    }

    /** Returns directions as rows, scaled so that the mean square of their outputs is the given energy. */
    private static NDArray scaled(NDArray directions, NDArray second, double energy) {
        double found = directions.mul(second.matMul(directions)).sum().toDoubleArray()[0];
        return directions.transpose().mul(found > 0 ? Math.sqrt(energy / found) : 1);
    }

    /** Returns other directions of the same space, whose outputs are uncorrelated with a variance of 1. */
    private static NDArray whitened(NDArray directions, NDArray second) {
        int width = (int) directions.getShape().get(1);
        return directions.matMul(inverseFactor(directions.transpose().matMul(second.matMul(directions)), width)
                .transpose());
    }

    /** Returns the inverse factor of the covariance within classes, after shrinkage. */
    private double[] whitening(Settings settings) {
        int n = moments.dimension();
        double[] within = moments.within().clone();
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += Math.max(0, within[i * n + i]);
        }
        double added = trace > 0 ? settings.shrinkage * trace / n : 1;
        for (int i = 0; i < n; i++) {
            within[i * n + i] += added;
        }
        return Triangular.inverse(Triangular.cholesky(within, n), n);
    }

    /** Returns the mean of the outer products after the subtraction of a part of the mean. */
    private double[] centred(Settings settings) {
        int n = moments.dimension();
        double[] mean = moments.mean();
        double[] centred = moments.second().clone();
        double factor = settings.centering * (2 - settings.centering);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                centred[i * n + j] -= factor * mean[i] * mean[j];
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
            NDArray factor = inverseFactor(result.transpose().matMul(result), width);
            result = result.matMul(factor.transpose());
        }
        return result;
    }

    /** Returns the inverse of the Cholesky factor of a matrix that may be singular. */
    private static NDArray inverseFactor(NDArray positive, int width) {
        double[] values = positive.toDoubleArray();
        double largest = 0;
        for (int k = 0; k < width; k++) {
            largest = Math.max(largest, values[k * width + k]);
        }
        for (int k = 0; k < width; k++) {
            values[k * width + k] += ROUNDING * (largest > 0 ? largest : 1);
        }
        double[] inverse = Triangular.inverse(Triangular.cholesky(values, width), width);
        return positive.getManager().create(inverse, new Shape(width, width));
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
