package io.github.siamese4j;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The scores of many against many. Row i, column j holds the similarity of row image i and column image j, in [0, 1];
 * higher means more similar. Immutable; takes eight bytes for each score.
 */
public final class SimilarityMatrix {

    private final double[] scores;
    private final int rows;
    private final int columns;

    private SimilarityMatrix(double[] scores, int rows, int columns) {
        this.scores = scores;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Scores each row against each column. If both lists are the same object, each pair is scored once.
     *
     * @param scorer the scorer
     * @param rows the embeddings of the rows
     * @param columns the embeddings of the columns, of the dimension of the rows
     * @param listener is notified of {@link ProgressListener.Stage#SCORING}
     * @return the scores, {@code [rows, columns]}
     * @throws IllegalArgumentException if dimensions differ, or there are more than 2³¹ − 9 pairs
     * @throws InferenceException if the call is refused or does not finish
     */
    public static SimilarityMatrix of(
            PairScorer scorer, List<Embedding> rows, List<Embedding> columns, ProgressListener listener) {
        int height = rows.size();
        int width = columns.size();
        if ((long) height * width > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    height + " × " + width + " scores do not fit one array; compare fewer rows at once");
        }
        double[] scores = new double[height * width];
        if (rows == columns) {
            fillSymmetric(scores, scorer, contiguous(rows), listener);
        } else if (height <= width) {
            fill(scores, width, 1, scorer, rows, contiguous(columns), listener);
        } else {
            // Scores are symmetric, and longer lists of candidates make larger runs.
            fill(scores, 1, width, scorer, columns, contiguous(rows), listener);
        }
        return new SimilarityMatrix(scores, height, width);
    }

    private static List<Embedding> contiguous(List<Embedding> embeddings) {
        return embeddings.isEmpty() ? embeddings : Embeddings.of(embeddings);
    }

    private static void fill(
            double[] scores,
            int queryStep,
            int candidateStep,
            PairScorer scorer,
            List<Embedding> queries,
            List<Embedding> candidates,
            ProgressListener listener) {
        for (int i = 0; i < queries.size(); i++) {
            double[] line = scorer.scores(queries.get(i), candidates);
            for (int j = 0; j < line.length; j++) {
                scores[i * queryStep + j * candidateStep] = line[j];
            }
            listener.progressed(ProgressListener.Stage.SCORING, (i + 1L) * candidates.size(), scores.length);
        }
    }

    private static void fillSymmetric(
            double[] scores, PairScorer scorer, List<Embedding> embeddings, ProgressListener listener) {
        int size = embeddings.size();
        long done = 0;
        for (int i = 0; i < size; i++) {
            double[] line = scorer.scores(embeddings.get(i), embeddings.subList(i, size));
            for (int j = i; j < size; j++) {
                scores[i * size + j] = line[j - i];
                scores[j * size + i] = line[j - i];
            }
            done += 2L * line.length - 1;
            listener.progressed(ProgressListener.Stage.SCORING, done, scores.length);
        }
    }

    /** {@return the number of rows, at least 0} */
    public int rows() {
        return rows;
    }

    /** {@return the number of columns, at least 0} */
    public int columns() {
        return columns;
    }

    /**
     * {@return a score, in [0, 1]}
     *
     * @param row the row, in 0..rows − 1
     * @param column the column, in 0..columns − 1
     */
    public double get(int row, int column) {
        return scores[Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns)];
    }

    /**
     * {@return a copy of the scores of a row, one for each column}
     *
     * @param row the row, in 0..rows − 1
     */
    public double[] row(int row) {
        int from = Objects.checkIndex(row, rows) * columns;
        return Arrays.copyOfRange(scores, from, from + columns);
    }

    /**
     * {@return the column of the highest score of a row; of equal scores the first}
     *
     * @param row the row, in 0..rows − 1
     * @throws IllegalStateException if there are no columns
     */
    public int bestColumn(int row) {
        int from = Objects.checkIndex(row, rows) * columns;
        if (columns == 0) {
            throw new IllegalStateException("the matrix has no columns");
        }
        int best = 0;
        for (int column = 1; column < columns; column++) {
            if (scores[from + column] > scores[from + best]) {
                best = column;
            }
        }
        return best;
    }

    /** Returns the size. */
    @Override
    public String toString() {
        return "SimilarityMatrix[" + rows + " × " + columns + "]";
    }
}
