package io.github.siamese4j.internal.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Multiplies many rows with a few queries by ONNX Runtime's matrix multiplication, without copying the rows. A run has
 * one thread, because callers divide the work among their own threads. Thread-safe. The two sessions hold about a
 * hundred bytes and are never closed.
 */
public final class DotProducts {

    /** Limits the memory of runs in flight. More runs than cores are not faster. */
    private static final Semaphore RUNS = new Semaphore(Runtime.getRuntime().availableProcessors() + 2);

    private DotProducts() {}

    /** Queries in the layout of the multiplication. */
    public static final class Queries implements AutoCloseable {

        private final OnnxTensor tensor;
        private final int count;
        private final int dimension;

        /** Copies at least one query; all have the same dimension. */
        public Queries(float[][] queries) {
            this.count = queries.length;
            this.dimension = queries[0].length;
            FloatBuffer columns = FloatBuffer.allocate(Math.multiplyExact(count, dimension));
            for (int d = 0; d < dimension; d++) {
                for (float[] query : queries) {
                    columns.put(query[d]);
                }
            }
            try {
                tensor = OnnxTensor.createTensor(
                        OnnxRuntime.environment(), columns.flip(), new long[] {dimension, count});
            } catch (OrtException e) {
                throw OnnxRuntime.failed("a search", e);
            }
        }

        @Override
        public void close() {
            tensor.close();
        }
    }

    /**
     * Returns the products {@code [n, queries]}.
     *
     * @param rows a direct buffer in native order, {@code [n, dimension]} from its position to its limit: float32, or
     *     int8
     */
    public static float[] of(ByteBuffer rows, int n, boolean int8, Queries queries) {
        OrtEnvironment environment = OnnxRuntime.environment();
        OrtSession session = int8 ? Int8.SESSION : Float32.SESSION;
        long[] shape = {n, queries.dimension};
        RUNS.acquireUninterruptibly();
        try (OnnxTensor tensor = int8
                        ? OnnxTensor.createTensor(environment, rows, shape, OnnxJavaType.INT8)
                        : OnnxTensor.createTensor(environment, rows.asFloatBuffer(), shape);
                OrtSession.Result result = session.run(Map.of("rows", tensor, "queries", queries.tensor))) {
            float[] products = new float[Math.multiplyExact(n, queries.count)];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(products);
            return products;
        } catch (OrtException e) {
            throw OnnxRuntime.failed("a search", e);
        } finally {
            RUNS.release();
        }
    }

    private static OrtSession open(String name) {
        try (InputStream graph = DotProducts.class.getResourceAsStream(name);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (graph == null) {
                throw new IllegalStateException("the library's jar lacks " + name);
            }
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return OnnxRuntime.environment().createSession(graph.readAllBytes(), options);
        } catch (OrtException e) {
            throw OnnxRuntime.failed(name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static final class Float32 {
        static final OrtSession SESSION = open("dot-float32.onnx");
    }

    private static final class Int8 {
        static final OrtSession SESSION = open("dot-int8.onnx");
    }
}
