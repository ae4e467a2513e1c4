package io.github.siamese4j;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.siamese4j.internal.model.IntegerHead;
import io.github.siamese4j.internal.model.OnnxFile;
import io.github.siamese4j.internal.runtime.BufferPool;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The learned head for long lists: all candidates in integers, then the best of them again in float32. Short lists, and embeddings that
 * integers cannot hold, are scored in float32 only.
 */
final class IntegerScorer implements PairScorer {

    /** So many of the best are exact; and lists up to this length. */
    static final int EXACT = 64;

    private static final int BATCH = Integer.getInteger("many.integer", 1024);
    private static final int PIECE = 32;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final OnnxScorer exact;
    private final ModelSession session;
    private final int dimension;
    private final int rowBytes;
    private final BufferPool buffers = new BufferPool(PROCESSORS + 2);

    private IntegerScorer(OnnxScorer exact, ModelSession session) {
        this.exact = exact;
        this.session = session;
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
    static IntegerScorer over(OnnxScorer exact, OnnxFile file, RuntimeOptions options) {
        try {
            ModelSession session = ModelSession.open(IntegerHead.of(file), Device.CPU, options);
            try {
                IntegerScorer scorer = new IntegerScorer(exact, session);
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
        List<Embedding> rows = Embedding.rows(values, dimension);
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
        int[] best = best(scores);
        double[] again = exact.scores(
                query, Arrays.stream(best).mapToObj(candidates::get).toList());
        for (int i = 0; i < best.length; i++) {
            scores[best[i]] = again[i];
        }
        return scores;
    }

    private static int[] best(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double least = sorted[sorted.length - EXACT];
        return IntStream.range(0, scores.length)
                .filter(i -> scores[i] >= least)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .limit(EXACT)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double @Nullable [] integers(Embedding query, List<Embedding> candidates) {
        IntegerRows left = IntegerRows.of(List.of(query), dimension);
        IntegerRows right = candidates instanceof EmbeddingRows rows && rows.dimension() == dimension
                ? rows.integers()
                : IntegerRows.of(candidates, dimension);
        if (left == null || right == null) {
            return null;
        }
        double[] scores = new double[right.size()];
        int batch = Math.min(scores.length, BATCH);
        try (ModelSession.Call call = session.call();
                BufferPool.Loan loan = buffers.take(call, Math.multiplyExact(batch, rowBytes + 2 * Float.BYTES))) {
            for (int from = 0; from < scores.length; from += batch) {
                int count = Math.min(batch, scores.length - from);
                FloatBuffer result = run(call, loan.bytes(), left, right.part(from, count));
                for (int i = 0; i < count; i++) {
                    scores[from + i] = OnnxScorer.requireScore(result.get(i));
                }
            }
        }
        return scores;
    }

    /** In the buffer lie the scores, the units, and the differences. */
    private FloatBuffer run(ModelSession.Call call, ByteBuffer buffer, IntegerRows query, IntegerRows candidates) {
        int count = candidates.size();
        FloatBuffer floats = buffer.asFloatBuffer();
        FloatBuffer result = floats.slice(0, count);
        FloatBuffer units = floats.slice(count, count);
        ByteBuffer distances = buffer.slice(2 * count * Float.BYTES, count * rowBytes);
        LongBuffer words = distances.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        int pieces = (count + PIECE - 1) / PIECE;
        SharedWork work = SharedWork.start(pieces, PROCESSORS - 1, piece -> {
            int from = piece * PIECE;
            subtract(query, candidates.part(from, Math.min(PIECE, count - from)), from, words, units);
        });
        work.finish();
        for (int piece = 0; piece < pieces; piece++) {
            work.rethrow(piece);
        }
        try (OnnxTensor distance = ModelSession.tensor(distances, count, rowBytes);
                OnnxTensor scale = ModelSession.tensor(units, count, 1);
                OnnxTensor score = ModelSession.tensor(result, count)) {
            call.run(
                    Map.of(IntegerHead.DISTANCE, distance, IntegerHead.SCALE, scale), Map.of(IntegerHead.SCORE, score));
        }
        return result;
    }

    private void subtract(IntegerRows query, IntegerRows candidates, int first, LongBuffer words, FloatBuffer units) {
        long[] scratch = new long[rowBytes / Long.BYTES];
        for (int i = 0; i < candidates.size(); i++) {
            units.put(first + i, query.difference(candidates, i, scratch));
            words.put((first + i) * scratch.length, scratch);
        }
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
