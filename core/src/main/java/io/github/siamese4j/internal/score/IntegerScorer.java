package io.github.siamese4j.internal.score;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.RuntimeOptions;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.BufferPool;
import io.github.siamese4j.internal.runtime.DotProducts;
import io.github.siamese4j.internal.runtime.ModelSession;
import io.github.siamese4j.internal.runtime.SharedWork;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The learned head for long lists: all candidates in integers, then the best of them again in float32. In very long
 * lists the plane that lies closest to the head chooses who goes through the head at all. Short lists, and embeddings
 * that integers cannot hold, are scored in float32 only.
 */
public final class IntegerScorer implements PairScorer {

    /** So many of the best are exact; and lists up to this length. */
    static final int EXACT = 64;

    /** From this length on most candidates are estimated. */
    static final int LONG = 1024;
    /** Of a long list this part goes through the head, and at least so many. */
    private static final int PART = 8;

    private static final int FEWEST = 256;
    private static final int SAMPLE = 128;
    private static final int BATCH = 1024;
    private static final int PIECE = 32;

    private final OnnxScorer exact;
    private final ModelSession session;
    private final int dimension;
    private final int rowBytes;
    private final LinearHead linear;
    private final BufferPool buffers = new BufferPool(Runtime.getRuntime().availableProcessors() + 2);

    private IntegerScorer(OnnxScorer exact, ModelSession session, LinearHead linear) {
        this.exact = exact;
        this.session = session;
        this.linear = linear;
        this.dimension = exact.dimension();
        this.rowBytes = IntegerHead.rowBytes(dimension);
        long found = session.input(IntegerHead.DISTANCE, OnnxJavaType.UINT8, 2, "uint8 [N, K]", 2)[1];
        if (found != rowBytes) {
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    "scorer.onnx: its weights are for " + found + " values, not " + dimension);
        }
    }

    /** Takes a scorer over, which is closed with this one, or at once if this one cannot be made. */
    public static IntegerScorer over(OnnxScorer exact, OnnxFile file, RuntimeOptions options) {
        try {
            LinearHead linear = LinearHead.of(file);
            ModelSession session = ModelSession.open(IntegerHead.of(file), Device.CPU, options);
            try {
                IntegerScorer scorer = new IntegerScorer(exact, session, linear);
                scorer.prove(file);
                return scorer;
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (RuntimeException e) {
            exact.close();
            throw e;
        }
    }

    /** A head of the same names and another shape must be found out here. */
    private void prove(OnnxFile file) {
        int pairs = 8;
        FloatBuffer values = FloatBuffer.allocate(pairs * dimension);
        for (int i = 0; i < values.capacity(); i++) {
            // spread over [0, 1), different in each row
            double value = (i + 1) * 0.6180339887498949 * (1 + i / dimension);
            values.put(i, (float) (value - Math.floor(value)));
        }
        List<Embedding> rows = Embeddings.of(values, dimension);
        double[] expected = exact.scores(rows.get(0), rows);
        double[] found = integers(rows.get(0), rows);
        for (int i = 0; i < pairs; i++) {
            if (found == null || Math.abs(found[i] - expected[i]) > 0.1) {
                throw new ModelException(
                        ErrorCode.MODEL_MISMATCH,
                        file.path() + " does not give the same scores in integers; load the model without integerHead");
            }
        }
    }

    @Override
    public double[] scores(Embedding query, List<Embedding> candidates) {
        double[] scores = candidates.size() > EXACT ? integers(query, candidates) : null;
        if (scores == null) {
            return exact.scores(query, candidates);
        }
        int[] best = best(scores, EXACT);
        double[] again = exact.scores(
                query, Arrays.stream(best).mapToObj(candidates::get).toList());
        for (int i = 0; i < best.length; i++) {
            scores[best[i]] = again[i];
        }
        return scores;
    }

    private static int[] best(double[] scores, int count) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double least = sorted[sorted.length - count];
        return IntStream.range(0, scores.length)
                .filter(i -> scores[i] >= least)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double @Nullable [] integers(Embedding query, List<Embedding> candidates) {
        IntegerRows left = IntegerRows.of(List.of(query), dimension);
        IntegerRows right = IntegerRows.of(candidates, dimension);
        if (left == null || right == null) {
            return null;
        }
        int size = right.size();
        int[] all = IntStream.range(0, size).toArray();
        int bytes = Math.multiplyExact(Math.min(size, BATCH), rowBytes + 2 * Float.BYTES);
        if (size >= LONG) {
            bytes = Math.max(bytes, SAMPLE * (rowBytes + (1 + linear.hidden()) * Float.BYTES));
        }
        try (ModelSession.Call call = session.call();
                BufferPool.Loan loan = buffers.take(call, bytes)) {
            Pass pass = new Pass(call, loan.bytes(), left, right);
            Optional<LinearEstimate> plane =
                    size < LONG ? Optional.empty() : LinearEstimate.fit(linear, pass.hidden(sample(size)), SAMPLE);
            if (plane.isEmpty()) {
                return pass.scores(all);
            }
            double[] scores = pass.estimates(plane.get());
            int[] chosen = best(scores, Math.max(FEWEST, size / PART));
            double[] again = pass.scores(chosen);
            for (int i = 0; i < chosen.length; i++) {
                scores[chosen[i]] = again[i];
            }
            return scores;
        }
    }

    private static int[] sample(int size) {
        return IntStream.range(0, SAMPLE)
                .map(i -> (int) ((long) i * size / SAMPLE))
                .toArray();
    }

    /** One query against many, in one buffer: what comes out, then the units, then the differences. */
    private final class Pass {

        private final ModelSession.Call call;
        private final ByteBuffer buffer;
        private final IntegerRows query;
        private final IntegerRows candidates;

        Pass(ModelSession.Call call, ByteBuffer buffer, IntegerRows query, IntegerRows candidates) {
            this.call = call;
            this.buffer = buffer;
            this.query = query;
            this.candidates = candidates;
        }

        /** By the head. */
        double[] scores(int[] rows) {
            double[] scores = new double[rows.length];
            for (int from = 0; from < rows.length; from += BATCH) {
                int[] batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
                FloatBuffer result = run(IntegerHead.SCORE, batch, 1);
                for (int i = 0; i < batch.length; i++) {
                    scores[from + i] = OnnxScorer.requireScore(result.get(i));
                }
            }
            return scores;
        }

        /** {@code [rows, H]}, before the rectifier. */
        float[] hidden(int[] rows) {
            float[] hidden = new float[rows.length * linear.hidden()];
            run(IntegerHead.HIDDEN, rows, linear.hidden()).get(hidden);
            return hidden;
        }

        private FloatBuffer run(String output, int[] rows, int width) {
            int count = rows.length;
            FloatBuffer floats = buffer.asFloatBuffer();
            FloatBuffer result = floats.slice(0, count * width);
            FloatBuffer units = floats.slice(count * width, count);
            ByteBuffer distances = buffer.slice((width + 1) * count * Float.BYTES, count * rowBytes);
            LongBuffer words = words(distances);
            SharedWork.inRanges(count, PIECE, (from, to) -> {
                long[] scratch = new long[rowBytes / Long.BYTES];
                for (int i = from; i < to; i++) {
                    units.put(i, query.difference(candidates, rows[i], scratch));
                    words.put(i * scratch.length, scratch);
                }
            });
            long[] shape = width == 1 ? new long[] {count} : new long[] {count, width};
            try (OnnxTensor distance = ModelSession.tensor(distances, count, rowBytes);
                    OnnxTensor scale = ModelSession.tensor(units, count, 1);
                    OnnxTensor out = ModelSession.tensor(result, shape)) {
                call.run(Map.of(IntegerHead.DISTANCE, distance, IntegerHead.SCALE, scale), Map.of(output, out));
            }
            return result;
        }

        /** By the plane, all of them. */
        double[] estimates(LinearEstimate plane) {
            double[] scores = new double[candidates.size()];
            try (DotProducts.Queries direction = new DotProducts.Queries(new float[][] {plane.direction()})) {
                for (int first = 0; first < scores.length; first += BATCH) {
                    int batch = first;
                    SharedWork.inRanges(Math.min(BATCH, scores.length - first), PIECE, (from, to) -> {
                        ByteBuffer distances = buffer.slice(from * rowBytes, (to - from) * rowBytes);
                        LongBuffer words = words(distances);
                        long[] scratch = new long[rowBytes / Long.BYTES];
                        float[] units = new float[to - from];
                        for (int i = 0; i < units.length; i++) {
                            units[i] = query.difference(candidates, batch + from + i, scratch);
                            words.put(scratch);
                        }
                        float[] products = DotProducts.of(distances, units.length, true, direction);
                        for (int i = 0; i < units.length; i++) {
                            scores[batch + from + i] = plane.score(products[i] * units[i]);
                        }
                    });
                }
            }
            return scores;
        }
    }

    private static LongBuffer words(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            exact.close();
        }
    }
}
