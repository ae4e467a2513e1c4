package io.github.siamese4j.gallery;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Entries and their vectors. Writers take turns; readers take a snapshot and are never held up. Thread-safe.
 *
 * <p>Rows are appended. Removing marks a row in a copy of the marks; when more than half of the rows are marked, the
 * others move to new blocks, and the old ones go when the last snapshot of them does.
 */
final class Table {

    private static final int FIRST_ROWS = 64;
    private static final int BLOCK_BYTES = 16 << 20;
    private static final int FEWEST_TO_MOVE = 1024;
    /** Dot products of shorter vectors cannot overflow float32. */
    private static final double LONGEST = 1e18;

    private final int dimension;
    private final Storage storage;
    private final Map<String, Integer> rowOf = new HashMap<>();
    private volatile Snapshot snapshot = new Snapshot(new Block[0], 0, new long[0], 0);

    /**
     * An empty table.
     *
     * @param dimension the length of all vectors
     * @param storage how they are stored
     */
    Table(int dimension, Storage storage) {
        this.dimension = dimension;
        this.storage = storage;
    }

    /**
     * What is there now.
     *
     * @return a view that does not change
     */
    Snapshot snapshot() {
        return snapshot;
    }

    /**
     * How vectors are stored.
     *
     * @return as given
     */
    Storage storage() {
        return storage;
    }

    /**
     * The length of all vectors.
     *
     * @return as given
     */
    int dimension() {
        return dimension;
    }

    /**
     * The row of an id.
     *
     * @param id the id
     * @param view set to the snapshot the row belongs to
     * @return empty if there is none
     */
    synchronized OptionalInt find(String id, Snapshot[] view) {
        view[0] = snapshot;
        Integer row = rowOf.get(id);
        return row == null ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /**
     * Converts values to what is stored, and refuses what cannot be compared.
     *
     * @param values float32
     * @return ready to be added
     * @throws IllegalArgumentException if the length is wrong, or a value is not finite or too large
     */
    StoredVector vector(float[] values) {
        if (values.length != dimension) {
            throw new IllegalArgumentException(
                    "embeddings must be of the gallery's length " + dimension + ": " + values.length);
        }
        double norm = Block.norm(values);
        if (!(norm <= LONGEST)) {
            throw new IllegalArgumentException(
                    "embeddings must be finite and shorter than " + LONGEST + ", this one's length is " + norm);
        }
        return storage == Storage.INT8 ? StoredVector.Codes.of(values) : new StoredVector.Floats(values);
    }

    /**
     * Adds rows, all or none.
     *
     * @param entries whose they are
     * @param vectors one for each
     * @throws IllegalArgumentException if an id is there already or comes twice
     */
    synchronized void add(List<Entry> entries, List<StoredVector> vectors) {
        Set<String> ids = new HashSet<>();
        for (Entry entry : entries) {
            if (rowOf.containsKey(entry.id()) || !ids.add(entry.id())) {
                throw new IllegalArgumentException(
                        "id must be new to the gallery: '" + entry.id() + "'; replace it, or remove it first");
            }
        }
        put(entries, vectors);
    }

    /**
     * Adds those rows whose id is not there yet, in one step.
     *
     * @param entries whose they are; no id comes twice
     * @param vectors one for each
     * @return how many were added
     */
    synchronized int addAbsent(List<Entry> entries, List<StoredVector> vectors) {
        int[] absent = IntStream.range(0, entries.size())
                .filter(i -> !rowOf.containsKey(entries.get(i).id()))
                .toArray();
        put(
                Arrays.stream(absent).mapToObj(entries::get).toList(),
                Arrays.stream(absent).mapToObj(vectors::get).toList());
        return absent.length;
    }

    /**
     * Adds rows, those whose id is there in place of it, in one step.
     *
     * @param entries whose they are; no id comes twice
     * @param vectors one for each
     */
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
        // nothing below can fail, so that what was there before is replaced as a whole
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

    /**
     * Removes rows in one step.
     *
     * @param ids whose; unknown ones are ignored
     * @return how many were there
     */
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
