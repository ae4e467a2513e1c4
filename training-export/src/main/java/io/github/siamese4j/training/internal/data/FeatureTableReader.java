package io.github.siamese4j.training.internal.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.siamese4j.evaluation.LabelledClass;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the file of a {@link FeatureTable}. Use it once, in one thread. */
final class FeatureTableReader {
    private static final int MAX_FEATURES = 100_000;
    private static final int LABEL = 1;
    private static final int FIRST_FEATURE = 2;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;
    /** The array grows by an eighth more than the estimated need. */
    private static final int MARGIN = 8;

    private final Path file;
    private final int maxValues;
    private final List<String> comments = new ArrayList<>();
    final List<String> features = new ArrayList<>();
    final List<String> ids = new ArrayList<>();
    private final Map<String, Long> linesById = new HashMap<>();
    private final Map<String, Map<String, List<Integer>>> rowsByGroupAndName = new TreeMap<>();
    final ProblemList unusable = new ProblemList();
    /** Consecutive rows; the array may be longer than the rows need. */
    float[] values = {};

    FeatureTableReader(Path file, long maxBytes) {
        this.file = file;
        this.maxValues = (int) Math.max(0, Math.min(maxBytes / Float.BYTES, MAX_ARRAY));
    }

    Optional<String> description() {
        return comments.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", comments));
    }

    List<LabelledClass> classes() {
        List<LabelledClass> classes = new ArrayList<>();
        rowsByGroupAndName.forEach(
                (group, names) -> names.forEach((name, rows) -> classes.add(new LabelledClass(group, name, rows))));
        return classes;
    }

    void readAll() {
        if (!Files.isRegularFile(file)) {
            throw new TrainingException(Code.DATA_EMPTY, "not a file: " + file + "; give a CSV file of features");
        }
        long line = 0;
        try (CsvReader<CsvRecord> reader = open()) {
            for (CsvRecord row : reader) {
                line = row.getStartingLineNumber();
                take(row);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new TrainingException(Code.IO_FAILED, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (CsvParseException e) {
            throw new TrainingException(
                    Code.DATA_CORRUPT,
                    file + " is not CSV after line " + line + " (" + e.getMessage()
                            + "); look for an unclosed quotation mark, one inside a field, or more than " + MAX_FEATURES
                            + " features",
                    e);
        }
        int used = ids.size() * features.size();
        if (values.length - used > values.length / (MARGIN / 2)) {
            values = Arrays.copyOf(values, used);
        }
        if (features.isEmpty()) {
            throw new TrainingException(
                    Code.DATA_EMPTY, file + " is empty; expected a header id,label,f0,… and a row per vector");
        }
    }

    private CsvReader<CsvRecord> open() throws IOException {
        CsvRecordHandler handler = CsvRecordHandler.builder()
                .maxFields(FIRST_FEATURE + MAX_FEATURES)
                .build();
        return CsvReader.builder()
                .commentStrategy(CommentStrategy.READ)
                .detectBomHeader(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(handler, file);
    }

    private void take(CsvRecord row) {
        if (features.isEmpty()) {
            if (row.isComment()) {
                comments.add(row.getField(0).strip());
            } else {
                takeHeader(row);
            }
            return;
        }
        String problem = row.isComment() ? "it begins with #; quote the id if it is a row" : store(row);
        if (!problem.isEmpty()) {
            unusable.add("skipped: " + file + ", line " + row.getStartingLineNumber() + ": " + problem);
        }
    }

    private void takeHeader(CsvRecord header) {
        List<String> names = header.getFields();
        if (names.size() <= FIRST_FEATURE
                || !names.get(0).strip().equalsIgnoreCase("id")
                || !names.get(LABEL).strip().equalsIgnoreCase("label")) {
            throw new TrainingException(
                    Code.DATA_LAYOUT,
                    file + ", line " + header.getStartingLineNumber()
                            + ": the header must be id,label and at least one feature, separated by commas, not "
                            + names.subList(0, Math.min(names.size(), FIRST_FEATURE + 1)) + " of " + names.size());
        }
        features.addAll(names.subList(FIRST_FEATURE, names.size()));
    }

    /** Stores a row; returns the reason if it cannot be used, else an empty string. */
    private String store(CsvRecord row) {
        int fields = FIRST_FEATURE + features.size();
        if (row.getFieldCount() != fields) {
            return "it has " + row.getFieldCount() + " fields, the header " + fields;
        }
        String id = row.getField(0).strip();
        if (id.isEmpty()) {
            return "its id is empty";
        }
        Long before = linesById.get(id);
        if (before != null) {
            return "its id " + id + " is that of line " + before;
        }
        String label = row.getField(LABEL).strip();
        int slash = label.indexOf('/');
        if (label.isEmpty() || slash == 0 || slash == label.length() - 1) {
            return label.isEmpty() ? "its label is empty" : "its label " + label + " lacks a group or a name";
        }
        int from = ids.size() * features.size();
        reserve(row);
        for (int i = 0; i < features.size(); i++) {
            String text = row.getField(FIRST_FEATURE + i).strip();
            float value = isDecimal(text) ? parse(text) : Float.NaN;
            if (!Float.isFinite(value)) {
                return "feature " + features.get(i) + " (column " + (FIRST_FEATURE + i + 1) + ") is no finite number: '"
                        + text + "'";
            }
            values[from + i] = value;
        }
        rowsByGroupAndName
                .computeIfAbsent(
                        slash < 0 ? ImageFiles.stem(file) : label.substring(0, slash), group -> new TreeMap<>())
                .computeIfAbsent(label.substring(slash + 1), name -> new ArrayList<>())
                .add(ids.size());
        ids.add(id);
        linesById.put(id, row.getStartingLineNumber());
        return "";
    }

    /** Makes room for a row. The length of the first row gives an estimate of their number. */
    private void reserve(CsvRecord row) {
        long needed = (ids.size() + 1L) * features.size();
        if (needed <= values.length) {
            return;
        }
        if (needed > maxValues) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    file + ", line " + row.getStartingLineNumber() + ": the rows so far need " + needed * Float.BYTES
                            + " bytes of memory, the limit is " + (long) maxValues * Float.BYTES
                            + "; raise the limit, or use fewer rows or features");
        }
        long wanted = values.length == 0 ? expectedRows(row) * features.size() : values.length;
        wanted += wanted / MARGIN;
        float[] larger = new float[(int) Math.min(Math.max(wanted, needed), maxValues)];
        System.arraycopy(values, 0, larger, 0, values.length);
        values = larger;
    }

    private long expectedRows(CsvRecord row) {
        long characters = row.getFieldCount();
        for (String field : row.getFields()) {
            characters += field.length();
        }
        try {
            return Files.size(file) / characters + 1;
        } catch (IOException e) {
            return 1;
        }
    }

    private static float parse(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    /** Excludes hexadecimal numbers and type suffixes, which Java's parser accepts. */
    private static boolean isDecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }
}
