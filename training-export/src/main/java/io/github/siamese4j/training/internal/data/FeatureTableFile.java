package io.github.siamese4j.training.internal.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.siamese4j.features.FeatureDescription;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A feature table that grows row by row. Complete rows survive a crash; a truncated last row is dropped when the file
 * is opened again. Not thread-safe; locked against other processes.
 */
final class FeatureTableFile implements AutoCloseable {

    private static final int TAIL = 1 << 16;
    private static final int SHOWN = 300;

    private final Path path;
    private final int columns;
    private final FileChannel channel;
    private final Set<String> ids = new HashSet<>();

    private FeatureTableFile(Path path, int columns, FileChannel channel) {
        this.path = path;
        this.columns = columns;
        this.channel = channel;
    }

    /**
     * Opens a table for appending, or creates it. Fails with {@code CONFIG_INVALID} if the file is no table, or one of
     * other features; the file is unchanged then.
     */
    static FeatureTableFile open(Path path, FeatureDescription description) {
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FeatureTableFile table = new FeatureTableFile(path, 2 + description.length(), channel);
                table.lock();
                table.readOrBegin(header(description));
                return table;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed("cannot open", path, e);
        }
    }

    /** Returns the description as a comment, and the names of the columns. */
    private static byte[] header(FeatureDescription description) {
        List<String> names = new ArrayList<>(List.of("id", "label"));
        for (int i = 0; i < description.length(); i++) {
            names.add("f" + i);
        }
        return ("# " + description.text() + "\n" + csv(names)).getBytes(UTF_8);
    }

    /** Returns a row of the table with its line break. */
    static byte[] row(String id, float[] features) {
        List<String> fields = new ArrayList<>(2 + features.length);
        fields.add(id);
        fields.add(id.substring(0, Math.max(0, id.lastIndexOf('/'))));
        for (float value : features) {
            fields.add(Float.toString(value));
        }
        return csv(fields).getBytes(UTF_8);
    }

    private static String csv(List<String> fields) {
        StringWriter text = new StringWriter(16 * fields.size());
        // Unbuffered, because the string is the buffer: there is nothing to flush or close.
        CsvWriter.builder()
                .bufferSize(0)
                .lineDelimiter(LineDelimiter.LF)
                .build(text)
                .writeRecord(fields);
        return text.toString();
    }

    private void lock() throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this process holds the lock.
        }
        throw new TrainingException(Code.IO_FAILED, "another run is writing " + path + "; wait for it or stop it");
    }

    private void readOrBegin(byte[] header) throws IOException {
        byte[] start = new byte[(int) Math.min(header.length, channel.size())];
        readFully(start, 0);
        if (!Arrays.equals(start, Arrays.copyOf(header, start.length))) {
            throw new TrainingException(
                    Code.CONFIG_INVALID,
                    path + " is not a table of these features; choose another file, delete it, or compute the features"
                            + " of its first line: '" + firstLine(start) + "'");
        }
        if (start.length < header.length) {
            channel.truncate(0);
            append(header);
            return;
        }
        channel.truncate(endOfLastLine());
        channel.position(header.length);
        readIds();
        channel.position(channel.size());
    }

    private void readFully(byte[] target, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("the file was shortened while it was read");
            }
        }
    }

    private static String firstLine(byte[] start) {
        String line = new String(start, UTF_8).lines().findFirst().orElse("");
        return line.substring(0, Math.min(SHOWN, line.length()));
    }

    /** Searches from the end. The header ends with a line break, so one exists. */
    private long endOfLastLine() throws IOException {
        long end = channel.size();
        while (end > 0) {
            byte[] tail = new byte[(int) Math.min(TAIL, end)];
            readFully(tail, end - tail.length);
            for (int i = tail.length - 1; i >= 0; i--) {
                if (tail[i] == '\n') {
                    return end - tail.length + i + 1;
                }
            }
            end -= tail.length;
        }
        return 0;
    }

    @SuppressWarnings("resource") // closing the reader would close the channel that rows are appended to
    private void readIds() {
        InputStream rows = Channels.newInputStream(channel);
        CsvReaderBuilder builder = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
        try {
            for (Key key : builder.build(new KeyHandler(), rows, UTF_8)) {
                if (key.fields != columns) {
                    // The reader did not see the two lines of the header.
                    throw damaged("line " + (key.line + 2) + " has " + key.fields + " columns, not " + columns);
                }
                ids.add(key.id);
            }
        } catch (CsvParseException e) {
            throw damaged(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw failed("cannot read", path, e);
        }
    }

    private TrainingException damaged(String how) {
        return new TrainingException(
                Code.DATA_CORRUPT, path + " is damaged: " + how + "; remove that line, or delete the file");
    }

    /** Returns the ids of the rows in the file. */
    Set<String> ids() {
        return ids;
    }

    /** Appends a row. */
    void append(String id, byte[] row) {
        append(row);
        ids.add(id);
    }

    private void append(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed("cannot write", path, e);
        }
    }

    /** Forces the rows to disk. */
    void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failed("cannot write", path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed("cannot close", path, e);
        }
    }

    private static TrainingException failed(String what, Path path, Exception cause) {
        return new TrainingException(
                Code.IO_FAILED,
                what + " " + path + ": " + cause.getMessage()
                        + "; check free space and permissions, then run again: complete rows are kept",
                cause);
    }

    private record Key(String id, int fields, long line) {}

    /** Keeps only the id of each row, which avoids two thousand strings per row. */
    private static final class KeyHandler extends AbstractBaseCsvCallbackHandler<Key> {

        private String id = "";

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            if (index == 0) {
                id = new String(buffer, offset, length);
            }
        }

        @Override
        protected Key buildRecord() {
            return new Key(id, getFieldCount(), getStartingLineNumber());
        }
    }
}
