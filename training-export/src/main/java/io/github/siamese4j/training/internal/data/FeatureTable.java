package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Labelled feature vectors, kept in memory as float32, one row behind the other: {@code rows × features × 4} bytes, 160
 * MB for 20,000 rows of 2,000 features. Immutable and safe for use by several threads.
 *
 * <p>It is read from a CSV file in UTF-8, fields separated by commas and quoted where needed:
 *
 * <pre>{@code
 * # how the features were computed (optional)
 * id,label,f0,f1,f2
 * drawer1.png,Greek/alpha,0.25,1e-3,-7
 * }</pre>
 *
 * The first two columns are {@code id} and {@code label}; the names of the others are free. What stands before the
 * first slash of a label is the group of its class; a label without one belongs to the group named like the file.
 */
public final class FeatureTable {
    /** How many bytes of features a table may take unless said otherwise: 2 GiB. */
    public static final long DEFAULT_MAX_BYTES = 1L << 31;

    private final List<String> features;
    private final List<String> ids;
    private final float[] values;
    private final List<PictureClass> classes;
    private final Optional<String> description;
    private final List<String> problems;

    private FeatureTable(FeatureTableReader read, List<PictureClass> classes, List<String> problems) {
        this.features = List.copyOf(read.features());
        this.ids = List.copyOf(read.ids());
        this.values = read.values();
        this.description = read.description();
        this.classes = List.copyOf(classes);
        this.problems = List.copyOf(problems);
    }

    /**
     * Reads a file row by row, leaving out rows that cannot be used: another number of fields than the header, an empty
     * id or label, an id that was there before, a feature that is no finite decimal number.
     *
     * @param file the CSV file
     * @param maxBytes how many bytes of features may be kept, see {@link #DEFAULT_MAX_BYTES}; while it grows, the table
     *     takes twice as much for a moment
     * @param maxCorruptFraction the share of unusable rows, in 0..1, above which the file is refused
     * @return the table
     * @throws TrainingException {@link Code#IO_FAILED} when the file cannot be read, {@link Code#DATA_EMPTY} when it
     *     holds no row, {@link Code#DATA_LAYOUT} when its header is not the expected one, {@link Code#DATA_CORRUPT}
     *     when it is no CSV or too many rows are unusable, {@link Code#DATA_TOO_SMALL} when fewer than two classes of
     *     two rows are left, {@link Code#CONFIG_INVALID} when it does not fit into {@code maxBytes}
     */
    public static FeatureTable read(Path file, long maxBytes, double maxCorruptFraction) {
        FeatureTableReader read = new FeatureTableReader(file, maxBytes);
        read.readAll();
        List<String> problems = new ArrayList<>(read.problems());
        if (read.refused() > maxCorruptFraction * (read.ids().size() + read.refused())) {
            throw new TrainingException(
                    Code.DATA_CORRUPT,
                    read.refused() + " of " + (read.ids().size() + read.refused()) + " rows of " + file
                            + " cannot be used, more than the allowed share " + maxCorruptFraction
                            + "; repair or remove them, or allow more: " + problems);
        }
        List<PictureClass> usable = new ArrayList<>();
        for (PictureClass candidate : read.classes()) {
            if (candidate.pictures().size() >= 2) {
                usable.add(candidate);
            } else {
                problems.add("class " + candidate.group() + "/" + candidate.name()
                        + " has one row, but a pair takes two: excluded");
            }
        }
        if (usable.size() < 2) {
            throw new TrainingException(
                    read.ids().isEmpty() && read.refused() == 0 ? Code.DATA_EMPTY : Code.DATA_TOO_SMALL,
                    file + " has " + usable.size() + " classes of two rows or more, at least two are needed: "
                            + problems);
        }
        return new FeatureTable(read, usable, problems);
    }

    /**
     * How many rows there are, those of excluded classes included.
     *
     * @return the count
     */
    public int rows() {
        return ids.size();
    }

    /**
     * The length of a feature vector.
     *
     * @return at least 1
     */
    public int columns() {
        return features.size();
    }

    /**
     * The names of the features.
     *
     * @return one per column
     */
    public List<String> features() {
        return features;
    }

    /**
     * The id of a row.
     *
     * @param row its number, from 0
     * @return what the file calls it; no two rows have the same
     */
    public String id(int row) {
        return ids.get(row);
    }

    /**
     * A feature vector.
     *
     * @param row its number, from 0
     * @return a copy, one value per column
     */
    public float[] row(int row) {
        float[] copy = new float[columns()];
        copyTo(row, copy, 0);
        return copy;
    }

    /**
     * Copies a feature vector into an array.
     *
     * @param row its number, from 0
     * @param target where it goes
     * @param offset the place of the first value
     */
    public void copyTo(int row, float[] target, int offset) {
        if (row < 0 || row >= rows()) {
            throw new IndexOutOfBoundsException("row must be in 0.." + (rows() - 1) + ": " + row);
        }
        System.arraycopy(values, row * columns(), target, offset, columns());
    }

    /** A value without a check of the column. */
    float value(int row, int column) {
        return values[row * features.size() + column];
    }

    /**
     * The classes with at least two rows, sorted by group and name. The numbers of their pictures are numbers of rows
     * here.
     *
     * @return at least two classes
     */
    public List<PictureClass> classes() {
        return classes;
    }

    /**
     * The text of the comment lines before the header, without the {@code #}: how the features were computed.
     *
     * @return lines separated by line feeds; empty if there are none
     */
    public Optional<String> description() {
        return description;
    }

    /**
     * What was left out and why.
     *
     * @return one sentence each, the first ones with file and line
     */
    public List<String> problems() {
        return problems;
    }
}
