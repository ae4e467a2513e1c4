package io.github.siamese4j.internal.score;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.Device;
import io.github.siamese4j.Embedding;
import io.github.siamese4j.Embeddings;
import io.github.siamese4j.ErrorCode;
import io.github.siamese4j.ModelException;
import io.github.siamese4j.PairScorer;
import io.github.siamese4j.Ranked;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A learned head that ranks long lists in integers. {@link #rank} estimates all scores, then computes the best ones
 * again in float32; {@link #scores} always computes in float32.
 *
 * <p>In very long lists a {@link LinearEstimate} selects the candidates that run through the head at all. Short lists
 * and embeddings that integers cannot hold are ranked in float32 only.
 */
public final class IntegerScorer implements PairScorer {

    /** The smallest number of candidates that are rescored exactly. */
    static final int RESCORED = 64;

    /** Lists of this length and longer are estimated linearly first. */
    static final int LONG = 1024;

    /** The head scores an eighth of a long list, at least {@link #FEWEST} candidates; the plane estimates the rest. */
    private static final int PART = 8;

    private static final int FEWEST = 256;
    private static final int SAMPLE = 128;
    private static final int BATCH = 1024;
    private static final int RANGE = 32;

    private final OnnxScorer exact;
    private final ModelSession session;
    private final HeadWeights weights;
    private final int dimension;
    private final int rowBytes;
    private final IntegerRowsCache rows;
    private final BufferPool buffers = new BufferPool(Runtime.getRuntime().availableProcessors() + 2);

    private IntegerScorer(OnnxScorer exact, ModelSession session, HeadWeights weights) {
        this.exact = exact;
        this.session = session;
        this.weights = weights;
        this.dimension = exact.dimension();
        this.rowBytes = IntegerHead.rowBytes(dimension);
        this.rows = new IntegerRowsCache(dimension);
        long found = session.input(IntegerHead.DISTANCE, OnnxJavaType.UINT8, 2, "uint8 [N, K]", 2)[1];
        if (found != rowBytes) {
            throw new ModelException(
                    ErrorCode.MODEL_MISMATCH,
                    "scorer.onnx: its weights are for embeddings of dimension " + found + ", not " + dimension
                            + "; export the model again");
        }
    }

    /** Takes ownership of a scorer and closes it with this one, or at once if this one cannot be created. */
    public static IntegerScorer over(OnnxScorer exact, OnnxFile file, RuntimeOptions options) {
        try {
            HeadWeights weights = HeadWeights.read(file);
            ModelSession session = ModelSession.open(IntegerHead.of(weights, file.location()), Device.CPU, options);
            try {
                IntegerScorer scorer = new IntegerScorer(exact, session, weights);
                scorer.verify(file);
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

    /** Detects a head whose weights have the expected names but whose graph differs. */
    private void verify(OnnxFile file) {
        int pairs = 8;
        FloatBuffer values = FloatBuffer.allocate(pairs * dimension);
        for (int i = 0; i < values.capacity(); i++) {
            // Spreads values over [0, 1), different in each row.
            double value = (i + 1) * 0.6180339887498949 * (1 + i / dimension);
            values.put(i, (float) (value - Math.floor(value)));
        }
        List<Embedding> samples = Embeddings.of(values, dimension);
        double[] expected = exact.scores(samples.get(0), samples);
        double[] found = estimate(samples.get(0), samples, pairs);
        for (int i = 0; i < pairs; i++) {
            if (found == null || Math.abs(found[i] - expected[i]) > 0.1) {
                throw new ModelException(
                        ErrorCode.MODEL_MISMATCH,
                        file.location()
                                + " does not give the same scores in integers; load the model without integerHead");
            }
        }
    }

    @Override
    public double[] scores(Embedding query, List<Embedding> candidates) {
        return exact.scores(query, candidates);
    }

    @Override
    public List<Ranked> rank(Embedding query, List<Embedding> candidates, int k) {
        long rescored = Math.max(RESCORED, 2L * k);
        double[] estimates =
                candidates.size() < 2 * rescored ? null : estimate(query, candidates, Math.toIntExact(rescored));
        if (estimates == null) {
            return PairScorer.super.rank(query, candidates, k);
        }
        int[] best = best(estimates, (int) rescored);
        List<Embedding> chosen = Arrays.stream(best).mapToObj(candidates::get).toList();
        return Ranked.best(exact.scores(query, chosen), k).stream()
                .map(each -> new Ranked(best[each.index()], each.score()))
                .toList();
    }

    /** Returns the indices of the best scores, in ascending order. */
    private static int[] best(double[] scores, int count) {
        return Ranked.best(scores, count).stream()
                .mapToInt(Ranked::index)
                .sorted()
                .toArray();
    }

    /**
     * Returns estimated scores; null if integers cannot hold the embeddings. At least the {@code best} highest ones
     * come from the head.
     */
    double @Nullable [] estimate(Embedding query, List<Embedding> candidates, int best) {
        exact.requireDimension(List.of(query));
        exact.requireDimension(candidates);
        IntegerRows left = IntegerRows.of(List.of(query), dimension);
        IntegerRows right = left == null ? null : rows.of(candidates);
        if (left == null || right == null) {
            return null;
        }
        int size = right.size();
        int bytes = Math.multiplyExact(Math.min(size, BATCH), rowBytes + 2 * Float.BYTES);
        if (size >= LONG) {
            bytes = Math.max(bytes, SAMPLE * (rowBytes + (1 + weights.outputs()) * Float.BYTES));
        }
        try (ModelSession.Call call = session.call();
                BufferPool.Loan loan = buffers.take(call, bytes)) {
            Pass pass = new Pass(call, loan.bytes(), left, right);
            Optional<LinearEstimate> linear =
                    size < LONG ? Optional.empty() : LinearEstimate.fit(weights, pass.hidden(sample(size)), SAMPLE);
            if (linear.isEmpty()) {
                return pass.scores(IntStream.range(0, size).toArray());
            }
            double[] scores = pass.estimates(linear.get());
            int[] chosen = best(scores, Math.max(Math.max(FEWEST, size / PART), best));
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

    /** One query against its candidates. The buffer holds the result of a run, the units and the differences. */
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

        /** Returns the scores of some rows by the head. */
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

        /** Returns the hidden values of some rows before the ReLU, {@code [rows, H]}. */
        float[] hidden(int[] rows) {
            float[] hidden = new float[rows.length * weights.outputs()];
            run(IntegerHead.HIDDEN, rows, weights.outputs()).get(hidden);
            return hidden;
        }

        private FloatBuffer run(String output, int[] rows, int width) {
            int count = rows.length;
            FloatBuffer floats = buffer.asFloatBuffer();
            FloatBuffer result = floats.slice(0, count * width);
            FloatBuffer units = floats.slice(count * width, count);
            ByteBuffer distances = buffer.slice((width + 1) * count * Float.BYTES, count * rowBytes);
            LongBuffer words = words(distances);
            SharedWork.inRanges(count, RANGE, (from, to) -> {
                long[] difference = new long[rowBytes / Long.BYTES];
                for (int i = from; i < to; i++) {
                    units.put(i, query.difference(0, candidates, rows[i], difference));
                    words.put(i * difference.length, difference);
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

        /** Returns the linear estimates of all rows. */
        double[] estimates(LinearEstimate linear) {
            double[] scores = new double[candidates.size()];
            try (DotProducts.Queries direction = new DotProducts.Queries(new float[][] {linear.direction()})) {
                for (int first = 0; first < scores.length; first += BATCH) {
                    int batch = first;
                    SharedWork.inRanges(Math.min(BATCH, scores.length - first), RANGE, (from, to) -> {
                        ByteBuffer distances = buffer.slice(from * rowBytes, (to - from) * rowBytes);
                        LongBuffer words = words(distances);
                        long[] difference = new long[rowBytes / Long.BYTES];
                        float[] units = new float[to - from];
                        for (int i = 0; i < units.length; i++) {
                            units[i] = query.difference(0, candidates, batch + from + i, difference);
                            words.put(difference);
                        }
                        float[] products = DotProducts.of(distances, units.length, true, direction);
                        for (int i = 0; i < units.length; i++) {
                            scores[batch + from + i] = linear.score(products[i] * units[i]);
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
