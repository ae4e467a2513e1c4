package io.github.siamese4j.training.internal.data;

import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Labelled feature vectors in memory, as consecutive float32 rows. They take {@code rows × features × 4} bytes: 160 MB
 * for 20,000 rows of 2,000 features. Immutable and thread-safe.
 *
 * <p>The file is CSV in UTF-8, with fields separated by commas and quoted where needed:
 *
 * <pre>{@code
 * # how the features were computed (optional)
 * id,label,f0,f1,f2
 * drawer1.png,Greek/alpha,0.25,1e-3,-7
 * }</pre>
 *
 * The first two columns are {@code id} and {@code label}; the other names are free. The part of a label before its
 * first slash is the group of its class. A label without a slash belongs to the group named like the file.
 */
public final class FeatureTable {
    private final List<String> features;
    private final List<String> ids;
    private final float[] values;
    private final List<LabelledClass> classes;
    private final Optional<String> description;
    private final List<String> problems;

    private FeatureTable(FeatureTableReader read, List<LabelledClass> classes, List<String> problems) {
        this.features = List.copyOf(read.features);
        this.ids = List.copyOf(read.ids);
        this.values = read.values;
        this.description = read.description();
        this.classes = List.copyOf(classes);
        this.problems = List.copyOf(problems);
    }

    /**
     * Reads a file row by row. Unusable rows are left out: those with another number of fields than the header, an
     * empty id or label, a repeated id, or a feature that is not a finite decimal number. The limit counts the bytes of
     * features; the table briefly takes twice as much while it grows.
     *
     * @throws TrainingException {@link Code#IO_FAILED} if the file cannot be read, {@link Code#DATA_EMPTY} if it has no
     *     row, {@link Code#DATA_LAYOUT} if its header is not as expected, {@link Code#DATA_CORRUPT} if it is not CSV or
     *     too many rows are unusable, {@link Code#DATA_TOO_SMALL} if fewer than two classes of two rows are left,
     *     {@link Code#CONFIG_INVALID} if it does not fit into {@code maxBytes}
     */
    public static FeatureTable read(Path file, long maxBytes, double maxCorruptFraction) {
        FeatureTableReader read = new FeatureTableReader(file, maxBytes);
        read.readAll();
        ProblemList unusable = read.unusable;
        List<String> problems = new ArrayList<>(unusable.summary("rows that cannot be used: skipped"));
        int all = read.ids.size() + unusable.count();
        unusable.requireAtMost(maxCorruptFraction, all, "rows of " + file + " cannot be used", problems);
        List<LabelledClass> usable = new ArrayList<>();
        for (LabelledClass candidate : read.classes()) {
            if (candidate.items().size() >= 2) {
                usable.add(candidate);
            } else {
                problems.add("class " + candidate.group() + "/" + candidate.name()
                        + " has one row, but a pair takes two: excluded");
            }
        }
        if (usable.size() < 2) {
            throw new TrainingException(
                    all == 0 ? Code.DATA_EMPTY : Code.DATA_TOO_SMALL,
                    file + " has " + usable.size() + " classes of two rows or more, at least two are needed: "
                            + problems);
        }
        return new FeatureTable(read, usable, problems);
    }

    /** Returns the number of rows, those of excluded classes included. */
    public int rows() {
        return ids.size();
    }

    /** Returns the number of features, at least 1. */
    public int columns() {
        return features.size();
    }

    /** Returns the names of the features, one for each column. */
    public List<String> features() {
        return features;
    }

    /** Returns the id of a row, which is unique in the table. */
    public String id(int row) {
        return ids.get(row);
    }

    /** Returns a copy of a feature vector. */
    public float[] row(int row) {
        if (row < 0 || row >= rows()) {
            throw new IndexOutOfBoundsException("row must be in 0.." + (rows() - 1) + ": " + row);
        }
        return Arrays.copyOfRange(values, row * columns(), (row + 1) * columns());
    }

    /** Returns the classes with at least two rows, sorted by group and name. Their items are row numbers. */
    public List<LabelledClass> classes() {
        return classes;
    }

    /**
     * Returns the comment lines before the header, without {@code #} and separated by line feeds. They describe the
     * computation of the features.
     */
    public Optional<String> description() {
        return description;
    }

    /** Returns one sentence for each omission and its reason. */
    public List<String> problems() {
        return problems;
    }
}
