package io.github.siamese4j.training.internal.log;

import com.google.protobuf.CodedOutputStream;
import io.github.siamese4j.training.TrainingException;
import io.github.siamese4j.training.TrainingException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of scalars for TensorBoard. It is a sequence of TFRecords: length, masked CRC-32C of the length, data, masked
 * CRC-32C of the data, all little endian. The data of each record is an {@code Event} of TensorFlow's
 * {@code event.proto}.
 *
 * <p>Each process writes its own file. Each record is written at once, so that a killed process loses none and no file
 * handle stays open.
 */
final class EventFile {
    private static final String VERSION = "brain.Event:2";
    private static final int CRC_MASK = 0xa282ead8;

    // Field numbers of Event, Summary, Summary.Value and SessionLog.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int STATUS = 1;
    private static final int STATUS_START = 1;

    private final Path file;
    private final Clock clock;

    /** Writes the fields of a message. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /** Creates a file in the folder of a run. TensorBoard discards the first step and later ones of earlier files. */
    EventFile(Path run, long firstStep, Clock clock) {
        this.clock = clock;
        this.file = create(run, clock);
        append(event(0, out -> out.writeString(FILE_VERSION, VERSION)));
        byte[] start = message(out -> out.writeEnum(STATUS, STATUS_START));
        append(event(firstStep, out -> out.writeByteArray(SESSION_LOG, start)));
    }

    /** Writes the scalars of a step by tag, such as {@code train/loss}, as float32. */
    void scalars(long step, Map<String, Double> values) {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> entry : values.entrySet()) {
                byte[] value = message(inner -> {
                    inner.writeString(TAG, entry.getKey());
                    inner.writeFloat(SIMPLE_VALUE, entry.getValue().floatValue());
                });
                out.writeByteArray(VALUE, value);
            }
        });
        append(event(step, out -> out.writeByteArray(SUMMARY, summary)));
    }

    private byte[] event(long step, Fields fields) {
        return message(out -> {
            out.writeDouble(WALL_TIME, clock.millis() / 1000.0);
            out.writeInt64(STEP, step);
            fields.write(out);
        });
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError("a stream in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private void append(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedCrc(record.array(), 8));
        record.put(data).putInt(maskedCrc(data, data.length));
        RunFolder.append(file, record.array());
    }

    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }

    /** Creates the file. TensorBoard reads files in the order of their names, so each gets a later second. */
    private static Path create(Path run, Clock clock) {
        long second = clock.instant().getEpochSecond();
        try {
            while (true) {
                Path file = run.resolve(String.format("events.out.tfevents.%010d.siamese4j", second));
                if (!Files.exists(file)) {
                    return Files.createFile(file);
                }
                second++;
            }
        } catch (IOException e) {
            throw new TrainingException(
                    Code.IO_FAILED,
                    "cannot create a file in " + run + ": " + e.getMessage() + "; make the folder writable and resume",
                    e);
        }
    }
}
