package io.github.siamese4j;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The scores of many embeddings against many: row i, column j has the score of row input i and column input j, in [0,
 * 1], higher = more similar. Immutable; eight bytes a score.
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
     * @param listener receives the progress of {@link ProgressListener.Stage#SCORING}
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
            // The longer side makes the larger batches, and scores are symmetric.
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

    /**
     * Returns the number of rows.
     *
     * @return at least 0
     */
    public int rows() {
        return rows;
    }

    /**
     * Returns the number of columns.
     *
     * @return at least 0
     */
    public int columns() {
        return columns;
    }

    /**
     * Returns the score of a row and a column.
     *
     * @param row in 0..rows − 1
     * @param column in 0..columns − 1
     * @return in [0, 1]
     */
    public double get(int row, int column) {
        return scores[Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns)];
    }

    /**
     * Returns the scores of a row.
     *
     * @param row in 0..rows − 1
     * @return a copy, one score for each column
     */
    public double[] row(int row) {
        int from = Objects.checkIndex(row, rows) * columns;
        return Arrays.copyOfRange(scores, from, from + columns);
    }

    /**
     * Returns the column with the highest score of a row, the first of equal ones.
     *
     * @param row in 0..rows − 1
     * @return the column
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

    /** Returns the numbers of rows and columns. */
    @Override
    public String toString() {
        return "SimilarityMatrix[" + rows + " × " + columns + "]";
    }
}
