package io.github.siamese4j.gallery;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The entries of a gallery and their vectors. Writers take turns; readers take a snapshot and never wait for writers.
 * Thread-safe.
 *
 * <p>Rows are appended. Removal marks a row in a copy of the marks. When more than half of the rows are marked, the
 * others move to new blocks, and the old blocks are freed with their last snapshot.
 */
final class Table {

    private static final int FIRST_ROWS = 64;
    private static final int BLOCK_BYTES = 16 << 20;
    private static final int FEWEST_TO_MOVE = 1024;
    /** Dot products of vectors up to this norm cannot overflow float32. */
    private static final double LARGEST_NORM = 1e18;

    private final int dimension;
    private final Storage storage;
    private final Map<String, Integer> rowOf = new HashMap<>();
    private volatile Snapshot snapshot = new Snapshot(new Block[0], 0, new long[0], 0);

    /** Creates an empty table. */
    Table(int dimension, Storage storage) {
        this.dimension = dimension;
        this.storage = storage;
    }

    /** Returns the current rows. */
    Snapshot snapshot() {
        return snapshot;
    }

    Storage storage() {
        return storage;
    }

    int dimension() {
        return dimension;
    }

    /** A row of a snapshot. */
    record Row(Snapshot snapshot, int number) {}

    /** Returns the current row of an id. */
    synchronized Optional<Row> find(String id) {
        return Optional.ofNullable(rowOf.get(id)).map(number -> new Row(snapshot, number));
    }

    /** Rejects values of another dimension, and values that are not finite or too large to be compared. */
    void requireUsable(float[] values) {
        if (values.length != dimension) {
            throw new IllegalArgumentException(
                    "embeddings must be of the gallery's dimension " + dimension + ": " + values.length);
        }
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("embeddings must be finite, value " + i + " is " + values[i]);
            }
        }
        double norm = Block.norm(values);
        if (norm > LARGEST_NORM) {
            throw new IllegalArgumentException(
                    "embeddings must be finite and of norm " + LARGEST_NORM + " at most: norm is " + norm);
        }
    }

    /** Returns the stored form of values, which must be {@linkplain #requireUsable usable}. */
    StoredVector vector(float[] values) {
        requireUsable(values);
        return storage == Storage.INT8 ? StoredVector.Codes.of(values) : new StoredVector.Floats(values);
    }

    /** Adds rows, all or none. Their ids must be new to the table. */
    synchronized void add(List<Entry> entries, List<StoredVector> vectors) {
        Set<String> ids = new HashSet<>();
        for (Entry entry : entries) {
            if (rowOf.containsKey(entry.id()) || !ids.add(entry.id())) {
                throw new IllegalArgumentException(
                        "id must be new to the gallery: '" + entry.id() + "'; replace or remove that entry");
            }
        }
        put(entries, vectors);
    }

    /** Adds the rows whose ids are not in the table, in one step, and returns their number. No id may come twice. */
    synchronized int addAbsent(List<Entry> entries, List<StoredVector> vectors) {
        int[] absent = IntStream.range(0, entries.size())
                .filter(i -> !rowOf.containsKey(entries.get(i).id()))
                .toArray();
        put(
                Arrays.stream(absent).mapToObj(entries::get).toList(),
                Arrays.stream(absent).mapToObj(vectors::get).toList());
        return absent.length;
    }

    /** Adds rows in one step and replaces those with the same ids. No id may come twice. */
    synchronized void put(List<Entry> entries, List<StoredVector> vectors) {
        Snapshot now = snapshot;
        int from = now.rows();
        Block[] blocks = withRoom(now.blocks(), from, entries.size());
        int block = blockOf(blocks, from);
        for (int i = 0; i < entries.size(); i++) {
            while (from + i >= blocks[block].end()) {
                block++;
            }
            blocks[block].write(from + i, entries.get(i), vectors.get(i));
        }
        // Nothing below can fail, so rows are replaced all or none.
        long[] removed = now.removed();
        int replaced = 0;
        for (int i = 0; i < entries.size(); i++) {
            Integer before = rowOf.put(entries.get(i).id(), from + i);
            if (before != null) {
                removed = replaced++ == 0 ? marks(removed, from + entries.size()) : removed;
                removed[before >>> 6] |= 1L << before;
            }
        }
        snapshot = new Snapshot(blocks, from + entries.size(), removed, now.size() + entries.size() - replaced);
        moveIfSparse();
    }

    /** Removes the rows of some ids in one step and returns their number. Unknown ids are ignored. */
    synchronized int remove(Collection<String> ids) {
        Snapshot now = snapshot;
        long[] removed = marks(now.removed(), now.rows());
        int count = 0;
        for (String id : ids) {
            Integer row = rowOf.remove(id);
            if (row != null) {
                removed[row >>> 6] |= 1L << row;
                count++;
            }
        }
        if (count > 0) {
            snapshot = new Snapshot(now.blocks(), now.rows(), removed, now.size() - count);
            moveIfSparse();
        }
        return count;
    }

    private void moveIfSparse() {
        Snapshot old = snapshot;
        int gone = old.rows() - old.size();
        if (gone < FEWEST_TO_MOVE || gone <= old.size()) {
            return;
        }
        Block[] blocks = withRoom(new Block[0], 0, old.size());
        int row = 0;
        int block = 0;
        for (int from = 0; from < old.rows(); from++) {
            if (old.isLive(from)) {
                while (row >= blocks[block].end()) {
                    block++;
                }
                blocks[block].write(row, old.entry(from), old.vector(from));
                rowOf.put(old.entry(from).id(), row);
                row++;
            }
        }
        snapshot = new Snapshot(blocks, row, new long[0], row);
    }

    private Block[] withRoom(Block[] blocks, int rows, int more) {
        int needed = Math.addExact(rows, more);
        Block[] grown = blocks;
        int largest = Integer.highestOneBit(Math.max(FIRST_ROWS, BLOCK_BYTES / (dimension * Float.BYTES)));
        while (room(grown) < needed) {
            int first = room(grown);
            int capacity = Math.min(largest, Math.max(FIRST_ROWS, first));
            grown = Arrays.copyOf(grown, grown.length + 1);
            grown[grown.length - 1] = new Block(first, capacity, dimension, storage);
        }
        return grown;
    }

    private static int room(Block[] blocks) {
        return blocks.length == 0 ? 0 : blocks[blocks.length - 1].end();
    }

    private static int blockOf(Block[] blocks, int row) {
        int block = 0;
        while (block < blocks.length - 1 && row >= blocks[block + 1].first()) {
            block++;
        }
        return block;
    }

    private static long[] marks(long[] marks, int rows) {
        return Arrays.copyOf(marks, Math.max(marks.length, (rows + 63) >>> 6));
    }
}
